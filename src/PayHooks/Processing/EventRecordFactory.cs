using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Processing;

/// <summary>Makes of a delivery message the record that the ledger inserts when the event is new.</summary>
internal sealed class EventRecordFactory(TimeProvider time, IBodyStore? bodies = null)
{
    /// <summary>Reads the delivery with its source's provider.</summary>
    public async ValueTask<ParsedDelivery> ReadAsync(DeliveryMessage delivery, Source source, CancellationToken stopping)
    {
        var body = delivery.Body;
        if (delivery.BodyReference is { } reference)
        {
            using var wait = new StoreTimeout(time, stopping);
            if (bodies is null || await bodies.GetAsync(reference, wait.Token) is not { } stored)
            {
                return Gone(delivery, source, reference);
            }

            body = stored;
        }

        var facts = source.Provider!.Read(body, RetainedHeaders.Reader(source.Provider, delivery.Headers));
        var hash = EventIds.BodyHash(body.Span);
        var record = new EventRecord
        {
            Id = EventIds.Create(source.Settings.Name, facts.Identity ?? EventIds.BodyIdentity(hash)),
            Source = source.Settings.Name,
            Provider = source.Settings.Provider,
            Facts = facts with { Identity = null },
            Verification = delivery.Verification,
            SecretIndex = delivery.SecretIndex,
            ReceivedAt = delivery.ReceivedAt,
            BodyHash = hash,
            BodyLength = body.Length,
            BodyReference = delivery.BodyReference,
            Headers = delivery.Headers,
        };
        return new ParsedDelivery(record, delivery.BodyReference is null ? body : default(ReadOnlyMemory<byte>?), null);
    }

    /// <summary>Removes the body that a repeat brought to the body store again after it had been pruned or erased.</summary>
    public ValueTask ForgetAsync(DeliveryMessage delivery, CancellationToken cancellationToken) =>
        delivery.BodyReference is { } reference && bodies is not null ? bodies.DeleteAsync(reference, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>The dead letter of a message that cannot be read at all.</summary>
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

    private static ParsedDelivery Gone(DeliveryMessage delivery, Source source, string reference) => new(
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
            BodyReference = reference,
            Headers = delivery.Headers,
        },
        null,
        $"The body '{reference}' that the message names is gone from the body store.");
}

/// <summary>A delivery, read.</summary>
/// <param name="Record">The record to insert when the event is new.</param>
/// <param name="Inline">The body to keep with it, or null when the body store has it.</param>
/// <param name="Problem">Why no handler can run, or null.</param>
internal sealed record ParsedDelivery(EventRecord Record, ReadOnlyMemory<byte>? Inline, string? Problem);
