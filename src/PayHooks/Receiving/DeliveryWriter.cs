using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Receiving;

/// <summary>Writes deliveries durably: one message each; a body that does not fit goes to the body store.</summary>
internal sealed class DeliveryWriter(IEventQueue queue, IBodyStore? bodies = null)
{
    /// <summary>Enqueues a delivery. It is durable on return.</summary>
    /// <param name="provider">The source's provider.</param>
    /// <param name="delivery">The delivery, with its body.</param>
    /// <param name="limit">Cancels the wait, even if the store ignores cancellation.</param>
    public async ValueTask WriteAsync(IWebhookProvider provider, DeliveryMessage delivery, CancellationToken limit)
    {
        var text = MessageSerializer.Write(delivery, queue.TakesBytes);
        if (text.Length > queue.MaxTextBytes)
        {
            text = MessageSerializer.Write(await MoveBodyAsync(provider, delivery, limit));
        }

        await queue.EnqueueAsync(text, TimeSpan.Zero, limit).AsTask().WaitAsync(limit);
    }

    // The body first, then the message that refers to it.
    private async ValueTask<DeliveryMessage> MoveBodyAsync(IWebhookProvider provider, DeliveryMessage delivery, CancellationToken limit)
    {
        var store = bodies ?? throw new InvalidOperationException("The queue has a limit and there is no body store.");
        var name = RetainedHeaders.BodyName(provider, delivery.Source, delivery.Body.Bytes.Span, delivery.Headers);
        return delivery with { Body = EventBody.Stored(await store.PutAsync(name, delivery.Body.Bytes, limit).AsTask().WaitAsync(limit)) };
    }
}
