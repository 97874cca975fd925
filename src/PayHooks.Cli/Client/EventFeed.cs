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
    private DateTimeOffset? newest;

    /// <summary>Returns the events that are new or changed since the last call, oldest first, or the problem.</summary>
    public async Task<EventList> ReadAsync(int limit, CancellationToken cancellationToken) =>
        NewsOf(await EventList.ReadAsync(server, filter, limit, cancellationToken));

    /// <summary>Returns what was missed during a break: events since the newest one seen, and changes of the last ones before it.</summary>
    public async Task<EventList> CatchUpAsync(CancellationToken cancellationToken)
    {
        var changed = await EventList.ReadAsync(server, filter, Window, cancellationToken);
        if (changed.Problem is not null || newest is not { } since || changed.Events.Any(one => one.ReceivedAt <= since))
        {
            return NewsOf(changed);
        }

        return NewsOf(await EventList.ReadAsync(server, filter with { Since = since }, Memory, cancellationToken));
    }

    /// <summary>Whether an event from the stream matches the filter and is new or changed.</summary>
    public bool IsNews(EventView one) => filter.Matches(one) && IsNew(one);

    // The oldest come first, so that the newest are forgotten last.
    private EventList NewsOf(EventList list) => list with { Events = [.. list.Events.Reverse().Where(IsNew)] };

    private bool IsNew(EventView one)
    {
        newest = one.ReceivedAt is { } at && (newest is null || at > newest) ? at : newest;
        var state = (one.Status, one.Deliveries, one.Attempts);
        if (seen.TryGetValue(one.Id, out var before))
        {
            // The stream is opened before the list is read, and may still report what the list has overtaken.
            if (state.Deliveries < before.Deliveries || state.Attempts < before.Attempts)
            {
                return false;
            }

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
