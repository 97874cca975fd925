namespace PayHooks.Providers;

/// <summary>
/// Any gateway that signs the raw body with an HMAC in a header, <c>X-Signature</c> unless configured otherwise. Its documents
/// name the header, six events (<c>payment.completed</c>, <c>payment.failed</c>, <c>refund.initiated</c>,
/// <c>refund.completed</c>, <c>customer.created</c>, <c>customer.updated</c>) and retries for up to 24 hours; algorithm and
/// encoding are not told and therefore settings.
/// </summary>
public sealed class XSignatureProvider : IWebhookProvider
{
    private static readonly JsonNames EventNames =
        new("id", "event_id", "event", "type", "event_type", "created_at", "livemode", "data");

    private static readonly JsonNames DataNames = new("id", "payment_id", "amount", "currency", "created_at");

    private readonly HeaderSignature signature;

    private XSignatureProvider(SourceSettings source) => signature = XSignatureSettings.Read(source);

    /// <summary>What the registry knows of it.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("x-signature", source => new XSignatureProvider(source))
    {
        OwnSettings =
        [
            nameof(SourceSettings.Header), nameof(SourceSettings.Algorithm), nameof(SourceSettings.Encoding),
            nameof(SourceSettings.Prefix), nameof(SourceSettings.TimestampHeader), nameof(SourceSettings.Tolerance),
        ],
    };

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return signature.Verify(delivery);
    }

    /// <inheritdoc/>
    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        var root = JsonFacts.OfBody(body, EventNames);
        if ((root.String("event") ?? root.String("type") ?? root.String("event_type")) is not { } type)
        {
            // Without a type an id is not known to be the event's: it may be the payment's, which is told many times.
            return EventFacts.Unrecognised;
        }

        var data = root.Object("data", DataNames);
        var id = root.Id("id") ?? root.Id("event_id");
        return new EventFacts
        {
            Identity = id,
            ProviderEventId = id,
            Type = CommonType(type),
            ProviderType = type,
            Resource = new Resource(data.Id("id") ?? data.Id("payment_id"), null),
            Amount = data.Amount("amount", data.String("currency")),
            Livemode = root.Boolean("livemode"),
            OccurredAt = root.Time("created_at") ?? data.Time("created_at"),
        };
    }

    /// <inheritdoc/>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return signature.Sign(body, secret, now);
    }

    private static string CommonType(string type) => type switch
    {
        "payment.completed" => EventType.PaymentSucceeded,
        "payment.failed" => EventType.PaymentFailed,
        "refund.initiated" => EventType.RefundPending,
        "refund.completed" => EventType.RefundSucceeded,
        _ when type.StartsWith("customer.", StringComparison.Ordinal) && TypeName.IsPlain(type.AsSpan("customer.".Length)) => type,
        _ => EventType.Unrecognised,
    };
}
