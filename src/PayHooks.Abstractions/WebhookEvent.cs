using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks;

/// <summary>An event as passed to a handler.</summary>
public sealed class WebhookEvent
{
    private readonly Lazy<JsonElement?> payload;

    /// <summary>Creates an event.</summary>
    /// <param name="body">The raw body of the first delivery.</param>
    public WebhookEvent(ReadOnlyMemory<byte> body)
    {
        Body = body;
        payload = new Lazy<JsonElement?>(() => EventPayload.Parse(Body));
    }

    /// <summary>The PayHooks id of the event, stable across duplicates and replays.</summary>
    public required string Id { get; init; }

    /// <summary>The configured source that received the event.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The facts read from the body. The properties below repeat its members.</summary>
    public required EventFacts Facts { get; init; }

    /// <summary>The common type, see <see cref="EventTypes"/>.</summary>
    public string Type => Facts.Type;

    /// <summary>The provider's own name for the type or status, or null.</summary>
    public string? ProviderType => Facts.ProviderType;

    /// <summary>The provider's own id of the event, or null.</summary>
    public string? ProviderEventId => Facts.ProviderEventId;

    /// <summary>The object that the event is about; never null, but its members may be.</summary>
    public Resource Resource => Facts.Resource;

    /// <summary>The amount, or null.</summary>
    public Amount? Amount => Facts.Amount;

    /// <summary>Live (true), test (false), or unknown (null).</summary>
    public bool? Livemode => Facts.Livemode;

    /// <summary>When the event happened by the provider's clock (UTC), or null. Compare it before you overwrite a newer state.</summary>
    public DateTimeOffset? OccurredAt => Facts.OccurredAt;

    /// <summary>How far the event was authenticated.</summary>
    public required VerificationLevel Verification { get; init; }

    /// <summary>When the first delivery arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The raw body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body as JSON, or null if it is not JSON.</summary>
    public JsonElement? Payload => payload.Value;

    /// <summary>
    /// The body as one of the typed payloads (for example <c>PortOnePayment.Json</c>); null if the body is not a JSON object.
    /// A field of an unexpected type reads as null rather than failing.
    /// </summary>
    public T? PayloadAs<T>(JsonTypeInfo<T> type) where T : class =>
        Payload is { ValueKind: JsonValueKind.Object } element ? element.Deserialize(type) : null;
}
