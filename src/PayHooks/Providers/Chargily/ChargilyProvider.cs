namespace PayHooks.Providers;

/// <summary>
/// Chargily Pay V2 (Algeria). Header <c>signature</c>: HMAC-SHA256 of the raw body, keyed with the API secret key, in
/// hexadecimal. The bytes must stay as they came: bodies are written by PHP, with <c>\/</c>. Bodies of V1 (ePay) are signed in
/// the same way but are no events: they are accepted and marked unrecognised. Source: dev.chargily.com/pay-v2, "Webhooks", and
/// the vendor's SDKs.
/// </summary>
public sealed class ChargilyProvider : IWebhookProvider
{
    // The only currency it deals in; the webhook's sample does not name it.
    private const string Dinar = "DZD";

    private static readonly JsonNames EventNames = new("id", "type", "livemode", "created_at", "data");
    private static readonly JsonNames CheckoutNames = new("id", "amount", "currency");

    private readonly HeaderSignature signature;

    private ChargilyProvider(SourceSettings source) =>
        signature = new HeaderSignature(source.Secrets) { Header = "signature", Encoding = SignatureEncoding.Hex };

    /// <summary>What the registry knows of Chargily.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("chargily", source => new ChargilyProvider(source))
    {
        SecretForm = "the API secret key (test_sk_… or live_sk_…)",
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
        if (root.String("type") is not { } type)
        {
            // Without a type an id is not an event's: the same checkout would be told twice under it.
            return EventFacts.Unrecognised;
        }

        var checkout = root.Object("data", CheckoutNames);
        var currency = checkout.String("currency") ?? Dinar;
        return new EventFacts
        {
            Identity = root.String("id"),
            ProviderEventId = root.String("id"),
            Type = CommonType(type),
            ProviderType = type,
            Resource = new Resource(checkout.Id("id"), null),
            Amount = checkout.Amount("amount", currency == "dzd" ? Dinar : currency),
            Livemode = root.Boolean("livemode"),
            OccurredAt = root.Time("created_at"),
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
        "checkout.paid" => EventType.PaymentSucceeded,
        "checkout.failed" => EventType.PaymentFailed,
        "checkout.canceled" or "checkout.cancelled" => EventType.PaymentCanceled,
        "checkout.expired" => EventType.PaymentExpired,
        "checkout.pending" or "checkout.processing" => EventType.PaymentPending,
        _ => EventType.Unrecognised,
    };
}
