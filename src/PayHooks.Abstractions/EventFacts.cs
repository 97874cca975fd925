namespace PayHooks;

/// <summary>What a provider reads out of a genuine body. Absent facts are null, never invented.</summary>
public sealed record EventFacts
{
    /// <summary>
    /// The text that makes two deliveries the same event, from authenticated content only; null means
    /// "nothing better than the body": the SHA-256 of the body then identifies it.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>The provider's own id of the event, or null.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The common type, see <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's own name for the type or status, in its own spelling, or null.</summary>
    public string? ProviderType { get; init; }

    /// <summary>What the event is about.</summary>
    public Resource Resource { get; init; } = Resource.Unknown;

    /// <summary>The money, or null.</summary>
    public Amount? Amount { get; init; }

    /// <summary>Live (true), test (false), or not told by anything authenticated (null).</summary>
    public bool? Livemode { get; init; }

    /// <summary>When it happened, by the provider's clock, in UTC; null when it tells no time.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>A genuine body that could not be read.</summary>
    public static EventFacts Unrecognised { get; } = new() { Type = EventTypes.Unrecognised };
}
