namespace PayHooks.Cli.Client;

/// <summary>Tracks the state of events and reports new and changed ones.</summary>
internal sealed class EventFeed(ApiClient server, EventFilter filter)
{
    /// <summary>The number of newest events that are checked for changes.</summary>
    public const int Window = 200;

    // Far more than the window, so that an event that leaves and re-enters it is not reported twice.
    private const int Memory = 20 * Window;

    private readonly Dictionary<string, (string Status, int Deliveries, int Attempts)> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Returns the events that are new or changed since the last call, oldest first, or the problem.</summary>
    public async Task<(IReadOnlyList<EventView> News, string? Problem)> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var list = await EventList.ReadAsync(server, filter, limit, cancellationToken);
        return list.Problem is null ? ([.. list.Events.Where(IsNew).Reverse()], null) : ([], list.Problem);
    }

    /// <summary>Whether an event from the stream matches the filter and is new or changed.</summary>
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
