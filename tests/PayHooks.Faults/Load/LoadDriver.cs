namespace PayHooks.Faults.Load;

/// <summary>Sends the whole schedule at full speed and keeps the first list: which deliveries were answered 200.</summary>
internal sealed class LoadDriver(GenuineDeliveries deliveries, Post[] posts, int events, ProviderClient client)
{
    private const int Concurrency = 64;

    private readonly string?[] ids = new string?[events];
    private readonly int[] acked = new int[events];
    private long ackedEvents;

    /// <summary>How many events were acknowledged at least once.</summary>
    public long AckedEvents => Volatile.Read(ref ackedEvents);

    /// <summary>Ends when every delivery was acknowledged.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        posts,
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
        async (post, token) =>
        {
            var delivery = deliveries.Make(post.Event);
            Volatile.Write(ref ids[post.Event], delivery.EventId);
            if (post.Copies == 1)
            {
                await DeliverAsync(delivery, post.Event, token);
            }
            else
            {
                await Task.WhenAll(Enumerable.Range(0, post.Copies).Select(_ => DeliverAsync(delivery, post.Event, token)));
            }
        });

    /// <summary>The acknowledged deliveries by event.</summary>
    public IReadOnlyList<AckedEvent> Acked() => [.. ids.Zip(acked, (id, count) => (id, count))
        .Where(one => one is { id: not null, count: > 0 })
        .Select(one => new AckedEvent(one.id!, one.count))];

    private async Task DeliverAsync(GenuineDelivery delivery, int number, CancellationToken cancellationToken)
    {
        await client.DeliverAsync(delivery, cancellationToken);
        if (Interlocked.Increment(ref acked[number]) == 1)
        {
            Interlocked.Increment(ref ackedEvents);
        }
    }
}

/// <summary>An event that was acknowledged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Deliveries">How many deliveries of it were answered 200.</param>
internal readonly record struct AckedEvent(string Id, int Deliveries);
