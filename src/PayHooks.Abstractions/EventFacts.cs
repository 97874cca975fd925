namespace PayHooks;

/// <summary>The facts of an event, read once from a genuine body when the event is received. Absent facts are null, never
/// invented.</summary>
public sealed record EventFacts
{
    /// <summary>
    /// The text that makes two deliveries the same event, from authenticated content only. Set by the provider; null means that the
    /// SHA-256 of the body identifies the event. The event's id is a hash of it; it is null in stored events and in handlers' events.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>The provider's own id of the event, or null.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The common type, see <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's own name for the type or status, in the provider's spelling, or null.</summary>
    public string? ProviderType { get; init; }

    /// <summary>The object that the event is about; never null, but its members may be.</summary>
    public Resource Resource { get; init; } = Resource.Unknown;

    /// <summary>The payment, refund, capture, dispute or payout whose state the event reports; null for other events.</summary>
    public Subject? Subject { get; init; }

    /// <summary>The amount, or null.</summary>
    public Amount? Amount { get; init; }

    /// <summary>Live (true), test (false), or null if no authenticated content says which.</summary>
    public bool? Livemode { get; init; }

    /// <summary>When the event happened by the provider's clock (UTC), or null.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The facts of a genuine body that cannot be interpreted.</summary>
    public static EventFacts Unrecognised { get; } = new() { Type = EventTypes.Unrecognised };
}
