using PayHooks.Cli.Client;

namespace PayHooks.Cli.Listening;

/// <summary>
/// The events that are still to be delivered. Each look lists the last minutes again, because an event can appear in the list later than
/// others that were received after it; what was delivered is left out.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="filter">Which events.</param>
/// <param name="since">Events received before are not delivered; null for those that exist at the first look.</param>
internal sealed class RecentEvents(ApiClient server, EventFilter filter, DateTimeOffset? since)
{
    /// <summary>The most events of one look.</summary>
    public const int Most = 10_000;

    // Longer than an event waits for its first attempt on a busy server.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, DateTimeOffset> known = new(StringComparer.Ordinal);
    private readonly List<WaitingEvent> waiting = [];
    private DateTimeOffset? from = since;
    private bool skips = since is null;

    /// <summary>The events that the target has not taken yet, oldest first.</summary>
    public IReadOnlyList<WaitingEvent> Waiting => waiting;

    /// <summary>Looks for new events.</summary>
    /// <returns>Why they cannot be listed, or null.</returns>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        if (skips && from is null)
        {
            var newest = await EventList.ReadAsync(server, filter, 1, cancellationToken);
            if (newest.Problem is not null)
            {
                return newest.Problem;
            }

            from = newest.Events is [{ ReceivedAt: { } last }, ..] ? last - Overlap : null;
        }

        var list = await EventList.ReadAsync(server, filter with { Since = from }, Most, cancellationToken);
        if (list.Problem is not null)
        {
            return list.Problem;
        }

        if (list.Cursor is not null)
        {
            return $"There are more than {Most} events since {from?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Choose a later --since, or fewer "
                + "events with --source or --type.";
        }

        foreach (var one in list.Events.Reverse())
        {
            if (one.ReceivedAt is { } at && known.TryAdd(one.Id, at) && !skips)
            {
                waiting.Add(new WaitingEvent(one.Id));
            }
        }

        skips = false;
        Advance();
        return null;
    }

    /// <summary>Ends an event: it was taken, or does not exist any more.</summary>
    public void End(WaitingEvent one) => waiting.Remove(one);

    // By the server's times only, because the clock of this machine may differ.
    private void Advance()
    {
        if (known.Count == 0)
        {
            return;
        }

        var start = known.Values.Max() - Overlap;
        if (start <= from)
        {
            return;
        }

        from = start;
        foreach (var (id, _) in known.Where(one => one.Value < start).ToArray())
        {
            known.Remove(id);
        }
    }
}

/// <summary>An event that is to be delivered.</summary>
/// <param name="id">Its id.</param>
internal sealed class WaitingEvent(string id)
{
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1));

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>When it is delivered again; null before the first time.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>Lets it wait after a failure, each time twice as long.</summary>
    public void Postpone(DateTimeOffset now) => RetryAt = now + backoff.Next();
}
