using System.Globalization;
using PayHooks.Storage;

namespace PayHooks.Captures;

/// <summary>
/// The captures and their deliveries, in the rows that all instances share. A delivery is numbered by inserting the first free number, so
/// that the instances together cannot exceed the maximum, and a reader that continues after a number misses nothing.
/// </summary>
internal sealed class CaptureStore(IStateStore store)
{
    private const string Partition = "capture";

    // Follows every number.
    private const string AfterNumbers = "a";

    /// <summary>All captures, including those that have just ended.</summary>
    public async ValueTask<IReadOnlyList<Capture>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAllAsync(Partition, after: null, cancellationToken)).Select(row => Capture.FromJson(row.Value.Span))];

    /// <summary>Finds a capture; null if there is none.</summary>
    public async ValueTask<Capture?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Partition, id, cancellationToken) is { } row ? Capture.FromJson(row.Value.Span) : null;

    /// <summary>Writes a capture.</summary>
    public async ValueTask WriteAsync(Capture capture, CancellationToken cancellationToken) =>
        await store.WriteAsync(Partition, capture.Id, capture.ToJson(), StateRow.AnyTag, cancellationToken);

    /// <summary>Adds a delivery.</summary>
    /// <param name="captureId">The capture.</param>
    /// <param name="number">Its number.</param>
    /// <param name="box">The encrypted delivery.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False if another delivery has this number.</returns>
    public async ValueTask<bool> AddAsync(string captureId, int number, ReadOnlyMemory<byte> box, CancellationToken cancellationToken) =>
        await store.WriteAsync(PartitionOf(captureId), KeyOf(number), box, tag: null, cancellationToken) is not null;

    /// <summary>The deliveries after a number, in order.</summary>
    public async ValueTask<IReadOnlyList<SealedDelivery>> ListDeliveriesAsync(
        string captureId, int? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await store.ListAsync(PartitionOf(captureId), after is { } last ? KeyOf(last) : null, limit, cancellationToken);
        return [.. rows.Select(row => new SealedDelivery(int.Parse(row.Key, CultureInfo.InvariantCulture), row.Value))];
    }

    /// <summary>Removes the deliveries of a capture.</summary>
    public ValueTask RemoveDeliveriesAsync(string captureId, CancellationToken cancellationToken) =>
        store.RemoveBeforeAsync(PartitionOf(captureId), AfterNumbers, cancellationToken);

    /// <summary>Removes a capture with its deliveries.</summary>
    public async ValueTask RemoveAsync(string captureId, CancellationToken cancellationToken)
    {
        await RemoveDeliveriesAsync(captureId, cancellationToken);
        await store.DeleteAsync(Partition, captureId, StateRow.AnyTag, cancellationToken);
    }

    private static string PartitionOf(string captureId) => $"{Partition}:{captureId}";

    private static string KeyOf(int number) => number.ToString("D4", CultureInfo.InvariantCulture);
}

/// <summary>An encrypted delivery.</summary>
/// <param name="Number">Its number in the capture, from 0.</param>
/// <param name="Box">The output of <see cref="CaptureEnvelope.Seal"/>.</param>
internal sealed record SealedDelivery(int Number, ReadOnlyMemory<byte> Box);
