namespace PayHooks.Faults.Killing;

/// <summary>
/// When the server is killed. Most kills are spread over the run: one at a random instant of each of as many equal parts. The
/// others follow within a second after a start: while the process loads, while it takes over what its predecessor held,
/// while the first deliveries come in.
/// </summary>
internal static class KillSchedule
{
    private const double SoonAfterStart = 0.25;

    // An event whose claims vanish more than five times is a dead letter by design; the same oldest events run after each start.
    private const int MostSoonInARow = 2;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(50);

    /// <summary>Draws it.</summary>
    public static Kill[] Draw(int kills, int seed)
    {
        var random = new Random(seed);
        var soon = new bool[kills];
        for (var i = MostSoonInARow; i < kills; i++)
        {
            soon[i] = random.NextDouble() < SoonAfterStart && !Enumerable.Range(1, MostSoonInARow).All(before => soon[i - before]);
        }

        var parts = soon.Count(one => !one);
        var part = 0;
        return [.. soon.Select(one => one
            ? new Kill(null, random.NextDouble() * Soon)
            : new Kill((part++ + random.NextDouble()) / parts, random.NextDouble() * Jitter))];
    }
}

/// <summary>A kill.</summary>
/// <param name="Progress">How much of the run must be done before it, from 0 to 1; null: it comes soon after the start that follows the
/// kill before.</param>
/// <param name="After">How long after that.</param>
internal sealed record Kill(double? Progress, TimeSpan After);
