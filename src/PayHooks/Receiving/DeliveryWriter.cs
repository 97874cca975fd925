using System.Runtime.InteropServices;
using PayHooks.Diagnostics;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Receiving;

/// <summary>Writes deliveries durably: one message for each event; a body that does not fit goes to the body store.</summary>
internal sealed class DeliveryWriter(IEventQueue queue, IBodyStore? bodies = null, IngestionLoad? load = null)
{
    // Per delivery: larger than usual batches, but small enough not to flood a remote queue with connections.
    private const int WritesAtOnce = 32;

    /// <summary>Enqueues one event. It is durable on return.</summary>
    /// <param name="provider">The source's provider.</param>
    /// <param name="delivery">The delivery, with its body.</param>
    /// <param name="limit">Cancels the wait, even if the store ignores cancellation.</param>
    public async ValueTask WriteAsync(IWebhookProvider provider, DeliveryMessage delivery, CancellationToken limit)
    {
        var text = MessageSerializer.Write(delivery, queue.TakesBytes);
        text = text with { Body = Compact(text.Body) };
        if (text.Length > queue.MaxTextBytes)
        {
            text = MessageSerializer.Write(await MoveBodyAsync(provider, delivery, limit));
        }

        await queue.EnqueueAsync(text, TimeSpan.Zero, limit).AsTask().WaitAsync(limit);
    }

    /// <summary>
    /// Enqueues the events of a delivery that its provider waits for. Not canceled with the request: a verified delivery is worth storing
    /// even if its sender disconnects.
    /// </summary>
    /// <param name="provider">The source's provider.</param>
    /// <param name="delivery">The delivery, with its body, or the only event in it.</param>
    /// <param name="events">The events in its body; too many are stored as one.</param>
    /// <param name="limit">Cancels the wait.</param>
    /// <returns>
    /// Why not all are durable; null if they are. The provider then sends all of them again, and the durable ones are duplicates.
    /// </returns>
    public ValueTask<Exception?> TryWriteAsync(
        IWebhookProvider provider, DeliveryMessage delivery, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken limit) =>
        events.Count is > 1 and <= IWebhookProvider.MostEvents
            ? TryWriteAllAsync(provider, delivery, events, limit)
            : TryWriteAsync(provider, delivery, limit);

    private async ValueTask<Exception?> TryWriteAllAsync(
        IWebhookProvider provider, DeliveryMessage delivery, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken limit)
    {
        Exception? error = null;
        var writes = new List<Task<Exception?>>(Math.Min(events.Count, WritesAtOnce));
        for (var i = 0; i < events.Count && error is null; i += WritesAtOnce)
        {
            writes.Clear();
            for (var j = i; j < Math.Min(i + WritesAtOnce, events.Count); j++)
            {
                var one = delivery with { DeliveryId = $"{delivery.DeliveryId}_{j + 1}", Body = events[j] };
                writes.Add(TryWriteAsync(provider, one, limit).AsTask());
            }

            error = Array.Find(await Task.WhenAll(writes), static error => error is not null);
        }

        return error;
    }

    private async ValueTask<Exception?> TryWriteAsync(IWebhookProvider provider, DeliveryMessage delivery, CancellationToken limit)
    {
        load?.Begin();
        try
        {
            await WriteAsync(provider, delivery, limit);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            load?.End();
        }
    }

    // The queue may hold a body in memory, and with it the array: that of a whole batch, of a page of an API, or of a body whose length
    // was not announced.
    private static ReadOnlyMemory<byte> Compact(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var bytes) && bytes.Array!.Length > 2 * bytes.Count ? body.ToArray() : body;

    // The body first, then the message that refers to it.
    private async ValueTask<DeliveryMessage> MoveBodyAsync(IWebhookProvider provider, DeliveryMessage delivery, CancellationToken limit)
    {
        var store = bodies ?? throw new InvalidOperationException("The queue has a limit and there is no body store.");
        var name = RetainedHeaders.BodyName(provider, delivery.Source, delivery.Body.Bytes.Span, delivery.Headers);
        return delivery with { Body = EventBody.Stored(await store.PutAsync(name, delivery.Body.Bytes, limit).AsTask().WaitAsync(limit)) };
    }
}
