using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Serialization;

/// <summary>Writes events as JSON; see <see cref="EventResponse"/>.</summary>
internal static class EventJson
{
    // Relaxed escaping for readability: the server never embeds a payload in HTML.
    private static readonly EventJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = EventPayload.MaxDepth + 8,
    });

    /// <summary>The contract of a page of events.</summary>
    public static JsonTypeInfo ListType => Context.EventListResponse;

    /// <summary>The contract of an event with its payload and log.</summary>
    public static JsonTypeInfo DetailType => Context.EventDetailResponse;

    /// <summary>The members of an event as its handlers see it.</summary>
    public static IReadOnlySet<string> Members { get; } =
        Context.EventResponse.Properties.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Writes one event as in lists.</summary>
    public static byte[] Write(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return JsonSerializer.SerializeToUtf8Bytes(Response(record), Context.EventResponse);
    }

    /// <summary>Writes a page of events without payloads.</summary>
    public static byte[] Write(EventPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return JsonSerializer.SerializeToUtf8Bytes(
            new EventListResponse(page.Events.Select(Response), page.Cursor), Context.EventListResponse);
    }

    /// <summary>The provider's id of the payment that an event belongs to, or null.</summary>
    public static string? PaymentOf(EventRecord record) =>
        record.Facts.Subject is { Kind: SubjectKind.Payment } payment ? payment.Id : record.Facts.Subject?.PaymentId;

    /// <summary>Writes one event with its payload and log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="body">The body, or null if it was removed.</param>
    /// <param name="links">What the event belongs to, or null.</param>
    public static byte[] WriteDetail(EventRecord record, ReadOnlyMemory<byte>? body, EventLinks? links = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return JsonSerializer.SerializeToUtf8Bytes(
            new EventDetailResponse(Response(record))
            {
                Dashboard = links?.Dashboard,
                Payload = body is { } bytes ? EventPayload.Parse(bytes) : null,
                BodyLength = string.IsNullOrEmpty(record.BodyHash) ? null : record.BodyLength,
                ErasedAt = record.ErasedAt?.UtcDateTime,
                FailureGroups = links?.FailureGroups ?? [],
                Log = new EventLogResponse(
                    record.DeliveryLog.Select(one => new DeliveryResponse(
                        one.Id, one.At.UtcDateTime, VerificationLevelText.Of(one.Verification), one.SecretIndex, one.Conflict)),
                    record.AttemptLog.Select(one => new AttemptResponse(
                        one.At.UtcDateTime, one.Attempt, one.Handler, one.Outcome, one.DurationMs, one.Error, one.Response)),
                    record.Replays.Select(one => new ReplayResponse(
                        one.Id, one.At.UtcDateTime, links?.Jobs.GetValueOrDefault(one.Id)))),
            },
            Context.EventDetailResponse);
    }

    /// <summary>Writes an event as seen by its handlers.</summary>
    public static byte[] Write(WebhookEvent webhookEvent, HandlerContext context)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        ArgumentNullException.ThrowIfNull(context);
        var running = new EventRecord
        {
            Id = webhookEvent.Id,
            Source = webhookEvent.Source,
            Provider = webhookEvent.Provider,
            Facts = webhookEvent.Facts,
            Verification = webhookEvent.Verification,
            ReceivedAt = webhookEvent.ReceivedAt,
            Status = EventStatus.Processing,
            Deliveries = context.Deliveries,
            Attempts = context.Attempt,
        };
        return JsonSerializer.SerializeToUtf8Bytes(Response(running) with { Payload = webhookEvent.Payload }, Context.EventResponse);
    }

    private static EventResponse Response(EventRecord record) => new()
    {
        Id = record.Id,
        Source = record.Source,
        Provider = record.Provider,
        ProviderEventId = record.Facts.ProviderEventId,
        Type = record.Facts.Type,
        ProviderType = record.Facts.ProviderType,
        Status = EventStatusText.Of(record.Status),
        Outcome = record.Outcome is { } outcome ? EventOutcomeText.Of(outcome) : null,
        Effect = record.Effect is { } effect ? SubjectTexts.Of(effect) : null,
        Subject = record.Facts.Subject is { } subject ? new SubjectResponse(SubjectTexts.Of(subject.Kind), subject.Id) : null,
        Payment = PaymentOf(record),
        Owner = record.OwnerId,
        Verification = VerificationLevelText.Of(record.Verification),
        Resource = record.Facts.Resource,
        Amount = AmountResponse.Of(record.Facts.Amount),
        Livemode = record.Facts.Livemode,
        OccurredAt = record.Facts.OccurredAt?.UtcDateTime,
        ReceivedAt = record.ReceivedAt.UtcDateTime,
        CompletedAt = record.CompletedAt?.UtcDateTime,
        Deliveries = record.Deliveries,
        Conflicts = record.Conflicts,
        Attempts = record.Attempts,
        NextAttemptAt = record.NextAttemptAt?.UtcDateTime,
        LastError = record.LastError,
        Handlers = [.. record.Handled.Select(one => new HandledResponse(one.Name, one.HandledAt.UtcDateTime))],
    };
}

[JsonSerializable(typeof(EventResponse))]
[JsonSerializable(typeof(EventDetailResponse))]
[JsonSerializable(typeof(EventListResponse))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
