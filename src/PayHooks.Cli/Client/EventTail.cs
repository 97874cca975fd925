namespace PayHooks.Cli.Client;

/// <summary>Follows a server's events. After a break it connects again and continues with the first event that was missed.</summary>
/// <param name="api">The server.</param>
/// <param name="filter">Selects the events.</param>
/// <param name="time">The clock.</param>
/// <param name="show">Shows an event that is new or changed.</param>
/// <param name="say">Reports a break.</param>
internal sealed class EventTail(ApiClient api, EventFilter filter, TimeProvider time, Action<EventView> show, Action<string> say)
{
    private const int Before = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly EventFeed feed = new(api, filter);

    /// <summary>Follows until it is cancelled. Returns the problem when the server cannot be followed at all.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var (isFirst, isBroken, isBehind) = (true, false, false);
        var backoff = new Backoff(Interval);
        while (true)
        {
            // Opens the stream before listing, so that nothing is missed in between; without a stream, polls the list.
            using var live = await api.FollowAsync(cancellationToken);
            var list = isBehind ? await feed.CatchUpAsync(cancellationToken) : await feed.ReadAsync(EventFeed.Window, cancellationToken);
            if (list.Problem is not null)
            {
                if (isFirst || list.IsRefused)
                {
                    return list.Problem;
                }

                Say(!isBroken, $"The connection to {api.Name} is lost. Connecting again; what arrives meanwhile is shown afterwards.");
                (isBroken, isBehind) = (true, true);
                await Task.Delay(backoff.Next(), time, cancellationToken);
                continue;
            }

            Say(isBroken, "Connected again.");
            Say(isBehind && list.Cursor is not null, $"More than {list.Events.Count} events arrived meanwhile; only the newest are shown.");
            ShowAll(isFirst ? list.Events.TakeLast(Before) : list.Events);
            (isFirst, isBroken, isBehind) = (false, false, live is not null);
            backoff.Reset();
            await FollowAsync(live, cancellationToken);
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task FollowAsync(LiveEvents? live, CancellationToken cancellationToken)
    {
        await foreach (var one in live?.ReadAsync(cancellationToken) ?? AsyncEnumerable.Empty<EventView?>())
        {
            if (one is { } changed)
            {
                if (feed.IsNews(changed))
                {
                    show(changed);
                }

                continue;
            }

            // More changed than the stream reports one by one.
            var list = await feed.ReadAsync(EventFeed.Window, cancellationToken);
            if (list.Problem is not null)
            {
                return;
            }

            ShowAll(list.Events);
        }
    }

    private void ShowAll(IEnumerable<EventView> events)
    {
        foreach (var one in events)
        {
            show(one);
        }
    }

    private void Say(bool applies, string message)
    {
        if (applies)
        {
            say(message);
        }
    }
}
