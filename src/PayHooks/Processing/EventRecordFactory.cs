using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Processing;

/// <summary>Creates the record that the ledger inserts for a new event from a delivery message.</summary>
internal sealed class EventRecordFactory(EventBodies bodies, TimeProvider time)
{
    /// <summary>Parses the delivery with its source's provider.</summary>
    public async ValueTask<ParsedDelivery> ReadAsync(DeliveryMessage delivery, Source source, CancellationToken stopping)
    {
        if ((delivery.Body.Inline ?? await FetchAsync(delivery.Body, stopping)) is not { } body)
        {
            return Gone(delivery, source);
        }

        var facts = source.Provider!.Read(body, RetainedHeaders.Reader(source.Provider, delivery.Headers));
        var hash = EventIds.BodyHash(body.Span);
        var record = new EventRecord
        {
            Id = EventIds.Create(source.Settings.Name, delivery.Identity ?? facts.Identity ?? EventIds.BodyIdentity(hash)),
            Source = source.Settings.Name,
            Provider = source.Settings.Provider,
            Facts = facts with { Identity = null },
            Verification = delivery.Verification,
            SecretIndex = delivery.SecretIndex,
            ReceivedAt = delivery.ReceivedAt,
            BodyHash = hash,
            BodyLength = body.Length,
            BodyReference = delivery.Body.Reference,
            Headers = delivery.Headers,
        };
        return new ParsedDelivery(record, null);
    }

    /// <summary>Deletes a body that a duplicate added to the body store again after it had been pruned or erased.</summary>
    public ValueTask ForgetAsync(DeliveryMessage delivery, CancellationToken cancellationToken) =>
        bodies.DeleteAsync(delivery.Body, cancellationToken);

    /// <summary>Creates the dead letter of a message that cannot be read at all.</summary>
    public EventRecord Unreadable(ReadOnlyMemory<byte> text)
    {
        var hash = EventIds.BodyHash(text.Span);
        return new EventRecord
        {
            Id = EventIds.Create(EventRecord.UnreadableSource, EventIds.BodyIdentity(hash)),
            Source = EventRecord.UnreadableSource,
            Provider = "",
            Facts = EventFacts.Unrecognised,
            Status = EventStatus.Dead,
            ReceivedAt = time.GetUtcNow(),
            BodyHash = hash,
            BodyLength = text.Length,
            LastError = "The queue message cannot be read. Its text is kept as the body.",
        };
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(EventBody body, CancellationToken stopping)
    {
        using var wait = new StoreTimeout(time, stopping);
        return await bodies.ReadAsync(body, wait.Token);
    }

    private static ParsedDelivery Gone(DeliveryMessage delivery, Source source) => new(
        new EventRecord
        {
            Id = EventIds.Create(source.Settings.Name, $"delivery:{delivery.DeliveryId}"),
            Source = source.Settings.Name,
            Provider = source.Settings.Provider,
            Facts = EventFacts.Unrecognised,
            Verification = delivery.Verification,
            SecretIndex = delivery.SecretIndex,
            ReceivedAt = delivery.ReceivedAt,
            BodyHash = "",
            BodyReference = delivery.Body.Reference,
            Headers = delivery.Headers,
        },
        $"The body '{delivery.Body.Reference}' that the message names is gone from the body store.");
}

/// <summary>A parsed delivery.</summary>
/// <param name="Record">The record to insert if the event is new.</param>
/// <param name="Problem">Why no handler can run, or null.</param>
internal sealed record ParsedDelivery(EventRecord Record, string? Problem);
