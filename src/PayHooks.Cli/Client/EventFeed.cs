namespace PayHooks.Cli.Client;

/// <summary>Remembers the state of events, and reports those that are new or have changed.</summary>
internal sealed class EventFeed(ApiClient server, EventFilter filter)
{
    /// <summary>How far back changes are seen.</summary>
    public const int Window = 200;

    // Far more than the window, so that an event that leaves it and comes back is not reported twice.
    private const int Memory = 20 * Window;

    private readonly Dictionary<string, (string Status, int Deliveries, int Attempts)> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>What is new since the last time, oldest first, or the problem.</summary>
    public async Task<(IReadOnlyList<EventView> News, string? Problem)> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var list = await EventList.ReadAsync(server, filter, limit, cancellationToken);
        return list.Problem is null ? ([.. list.Events.Where(IsNew).Reverse()], null) : ([], list.Problem);
    }

    /// <summary>Whether an event that was reported individually is wanted, and new or changed.</summary>
    public bool IsNews(EventView one) => filter.Matches(one) && IsNew(one);

    private bool IsNew(EventView one)
    {
        var state = (one.Status, one.Deliveries, one.Attempts);
        if (seen.TryGetValue(one.Id, out var before))
        {
            seen[one.Id] = state;
            return before != state;
        }

        seen[one.Id] = state;
        order.Enqueue(one.Id);
        if (order.Count > Memory)
        {
            seen.Remove(order.Dequeue());
        }

        return true;
    }
}
