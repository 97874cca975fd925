namespace PayHooks.Faults.Load;

/// <summary>What is sent, in order: every event once, one in five again, at once or any time later, and some several times side by
/// side.</summary>
internal static class LoadSchedule
{
    private const double Repeated = 0.2;
    private const double SideBySide = 0.05;
    private const int MostCopies = 4;

    /// <summary>Draws it.</summary>
    public static Post[] Draw(int events, int seed)
    {
        var random = new Random(seed);
        var posts = new List<(double At, Post Post)>((int)(events * (1 + Repeated)) + 1);
        for (var number = 0; number < events; number++)
        {
            posts.Add((number, new Post(number, random.NextDouble() < SideBySide ? random.Next(2, MostCopies + 1) : 1)));
            if (random.NextDouble() < Repeated)
            {
                var later = random.Next(2) == 0 ? 0.5 : random.NextDouble() * (events - number);
                posts.Add((number + later, new Post(number, 1)));
            }
        }

        return [.. posts.OrderBy(one => one.At).Select(one => one.Post)];
    }
}

/// <summary>Something to send.</summary>
/// <param name="Event">The event's number.</param>
/// <param name="Copies">How many times at the same moment.</param>
internal sealed record Post(int Event, int Copies);
