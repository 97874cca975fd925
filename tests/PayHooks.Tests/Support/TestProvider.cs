using System.Text;
using System.Text.Json;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Support;

/// <summary>
/// A provider for tests of everything that is not a provider: the header <c>signature</c> holds the secret itself, and the member
/// <c>events</c> a batch. With the setting <c>Header</c> it identifies an event by that header, asks by GET, and wants a body.
/// </summary>
public sealed class TestProvider(SourceSettings settings) : IWebhookProvider
{
    public static ProviderDescriptor Descriptor { get; } = new("test", settings => new TestProvider(settings))
    {
        Aliases = ["proof"],
        UnsignedKinds = ["refund"],
        ChallengeHeaders = [new("WWW-Authenticate", "Test")],
    };

    public static ProviderRegistry Registry => With(Descriptor);

    /// <summary>The same, where the setting <c>Header</c> can be read.</summary>
    public static ProviderRegistry RegistryWithHeader => With(Descriptor with { OwnSettings = ["Header"] });

    /// <summary>The same, whose payments follow these rules.</summary>
    public static ProviderRegistry RegistryWith(PaymentRules rules) =>
        With(Descriptor with { Create = settings => new TestProvider(settings) { Payments = rules } });

    /// <summary>The same, with an API that answers like this.</summary>
    public static ProviderRegistry RegistryWith(IProviderApi api) =>
        With(Descriptor with { Create = settings => new TestProvider(settings) { Api = api } });

    public IProviderApi? Api { get; init; }

    public IProviderApi? CreateApi(HttpMessageInvoker http) => Api;

    public Verdict Verify(Delivery delivery)
    {
        var presented = delivery.Header("signature").ToString();
        if (presented == "400")
        {
            return Verdict.Refused(RejectionReason.BodyUnreadable, "The body cannot be read.");
        }

        if (presented.Length == 0)
        {
            return Verdict.Refused(RejectionReason.SignatureMissing, "The header 'signature' is missing.");
        }

        var matched = settings.Secrets.FirstOrDefault(secret => secret.IsUsable && Encoding.UTF8.GetString(secret.Utf8) == presented);
        return matched is null
            ? Verdict.Refused(settings.Secrets.All(secret => secret.IsUsable) ? RejectionReason.SignatureMismatch
                : RejectionReason.SecretUnusable, "It does not match.")
            : Verdict.Genuine(LevelOf(delivery.Body), matched.Index);
    }

    public IReadOnlyList<string> RetainedHeaders => settings.Header is { } name ? [name] : [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body) =>
        EventPayload.Parse(body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("events", out var events)
            ? [.. events.EnumerateArray().Select(one => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(one.GetRawText()))]
            : [];

    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        if (EventPayload.Parse(body) is not { ValueKind: JsonValueKind.Object } json)
        {
            return EventFacts.Unrecognised;
        }

        if (settings.Header is { } name && header?.Invoke(name) is { } identity)
        {
            return new EventFacts { Identity = identity, ProviderEventId = identity, Type = EventTypes.PaymentSucceeded };
        }

        if (json.TryGetProperty("events", out _))
        {
            return EventFacts.Unrecognised;
        }

        return new EventFacts
        {
            Identity = json.TryGetProperty("id", out var id) ? id.GetString() : null,
            ProviderEventId = json.TryGetProperty("id", out id) ? id.GetString() : null,
            Type = json.TryGetProperty("type", out var type) ? type.GetString()! : EventTypes.PaymentSucceeded,
            ProviderType = "paid",
            Resource = new Resource("res_1", json.TryGetProperty("reference", out var reference) ? reference.GetString() : "order-1"),
            Subject = SubjectOf(json),
            Amount = Amount.Read(json.TryGetProperty("amount", out var amount) ? amount.GetString()! : "12.50", "EUR", AmountUnit.Major),
        };
    }

    /// <summary>How its payments are ordered, unless a test says otherwise.</summary>
    public static PaymentRules Rules { get; } = new(OrdersByTime: true, VoidsPaid: false, SharesReferences: false);

    public PaymentRules Payments { get; init; } = Rules;

    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null) =>
        new(body, [new("signature", Encoding.UTF8.GetString(secret.Utf8))]);

    public string? SuccessBody => settings.Header is null ? null : "[taken]";

    public string? Challenge(Func<string, string?> query) => settings.Header is null ? null : query("challenge");

    // {"level":"Partial"} is what nobody signed.
    private static VerificationLevel LevelOf(ReadOnlyMemory<byte> body) =>
        EventPayload.Parse(body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("level", out var level)
            ? Enum.Parse<VerificationLevel>(level.GetString()!)
            : VerificationLevel.Signature;

    // {"payment":"p1"} and perhaps a "refund", a "capture" or a "dispute" of it; {"capture":"c1"} or {"payout":"o1"} without a payment.
    // "at"
    // is the time of the change in seconds, "attempt" which attempt it was, "total" all that was refunded so far.
    private static Subject? SubjectOf(JsonElement json)
    {
        var payment = TextOf(json, "payment");
        var subject = Enum.GetValues<SubjectKind>()
            .Where(kind => kind != SubjectKind.Payment)
            .Select(kind =>
                TextOf(json, kind.ToString().ToLowerInvariant()) is { } id ? new Subject(kind, id) { PaymentId = payment } : null)
            .FirstOrDefault(child => child is not null) ?? (payment is null ? null : new Subject(SubjectKind.Payment, payment));
        return subject is null ? null : subject with
        {
            Attempt = TextOf(json, "attempt"),
            ChangedAt = json.TryGetProperty("at", out var at) ? DateTimeOffset.FromUnixTimeSeconds(at.GetInt64()) : null,
            RefundedTotal = TextOf(json, "total") is { } total ? Amount.Read(total, "EUR", AmountUnit.Major) : null,
        };
    }

    private static string? TextOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ProviderRegistry With(ProviderDescriptor provider)
    {
        var registry = new ProviderRegistry();
        registry.Add(provider);
        return registry;
    }
}
