namespace PayHooks.Storage;

/// <summary>A queue message: a verified delivery, a retry or guard, or a replay.</summary>
internal abstract record QueueMessage
{
    /// <summary>The source the event belongs to.</summary>
    public required string Source { get; init; }

    /// <summary>When the work was due (UTC): the receipt of a delivery, or the end of a retry's delay.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>W3C trace context of the message's cause, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How often the message was requeued because it could not be processed yet.</summary>
    public int RequeueCount { get; init; }

    /// <summary>The id that identifies this message in a claim: the record's <c>holder</c>.</summary>
    public abstract string HolderId { get; }
}

/// <summary>A verified delivery.</summary>
internal sealed record DeliveryMessage : QueueMessage
{
    /// <summary>Created when the delivery was received; the same on every redelivery of this message.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>When the delivery arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The verification level.</summary>
    public required VerificationLevel Verification { get; init; }

    /// <summary>The index of the secret that matched, or −1.</summary>
    public int SecretIndex { get; init; } = -1;

    /// <summary>
    /// The text that identifies the event, in place of what the provider reads from the body; null for that. Set for items of a provider's
    /// API that carry no identity of a webhook.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>The body, in the message or in the body store.</summary>
    public required EventBody Body { get; init; }

    /// <summary>
    /// The headers to keep (content type, user agent, those that the provider reads): never signatures, credentials or cookies.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <inheritdoc/>
    public override string HolderId => DeliveryId;
}

/// <summary>The next attempt of an event, or the guard of one that is running; see <see cref="IGuardQueue"/>.</summary>
internal sealed record RetryMessage : QueueMessage
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The generation of the claim that enqueued this message.</summary>
    public required int Generation { get; init; }

    /// <summary>Whether it continues the claim's own attempt if its process was killed, and otherwise does nothing.</summary>
    public bool IsGuard { get; init; }

    /// <inheritdoc/>
    public override string HolderId =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(IsGuard ? "guard" : "retry")} {Generation}");
}

/// <summary>A request to run a finished or dead event again.</summary>
internal sealed record ReplayMessage : QueueMessage
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>Created when the replay was requested.</summary>
    public required string ReplayId { get; init; }

    /// <summary>Whether handlers run even if the event changed nothing.</summary>
    public bool Force { get; init; }

    /// <inheritdoc/>
    public override string HolderId => ReplayId;
}
