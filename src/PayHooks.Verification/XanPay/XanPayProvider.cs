using PayHooks.Verification.Api;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.XanPay;

/// <summary>
/// XanPay. HTTP Basic (RFC 7617) with the user and password entered in its dashboard; the body is not signed. One kind of
/// notification is documented, <c>charge_status_updated</c>, which is sent to every registered webhook, so the same change may arrive
/// several times. Amounts are in the major unit: the documents state no unit, but their charge of 150 HKD is paid with 26.24 SGD. Source:
/// xanpay.com/documentation, "Webhooks" and "Charges".
/// </summary>
internal sealed class XanPayProvider : IWebhookProvider
{
    private const string ChargeNotice = "charge_status_updated";

    private static readonly JsonPaths Paths = JsonPaths.Of(
        "timestamp", "reason", "payload.chargeId", "payload.status", "payload.merchantAmount", "payload.merchantCurrency",
            "payload.notifyPayload");

    private static readonly JsonPaths OwnPaths = JsonPaths.Of("orderId");

    private readonly SourceSettings source;
    private readonly BasicCredentials credentials;

    private XanPayProvider(SourceSettings source)
    {
        this.source = source;
        credentials = new BasicCredentials(source.Secrets);
    }

    /// <summary>The registry entry.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("xanpay", source => new XanPayProvider(source))
    {
        SecretForm = "user:password",
        ChallengeHeaders = BasicCredentials.Challenge,
    };

    /// <inheritdoc/>
    public IReadOnlyList<ProducedType> Produces { get; } =
    [
        .. ((string[])[EventTypes.PaymentSucceeded, EventTypes.PaymentPending, EventTypes.PaymentExpired, EventTypes.PaymentCanceled])
            .Select(type => new ProducedType(type, VerificationLevel.Credentials)),
    ];

    /// <summary>A notification contains the time it was written, not the time of the change, so states are ordered by rank.</summary>
    public PaymentRules Payments => PaymentRules.Default;

    /// <inheritdoc/>
    public ApiSettingsForm? ApiForm => XanPayApi.Form;

    /// <inheritdoc/>
    public IProviderApi? CreateApi(HttpMessageInvoker http) =>
        source.Api is { } settings ? new XanPayApi(source, settings, http) : null;

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return credentials.Verify(delivery);
    }

    /// <inheritdoc/>
    public Verdict? RejectByHeaders(Delivery delivery) => Verify(delivery) is { IsGenuine: false } rejection ? rejection : null;

    /// <inheritdoc/>
    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        var notice = JsonFacts.OfBody(body, Paths);
        if (!notice.IsObject)
        {
            return EventFacts.Unrecognised;
        }

        // A notification about something other than the status may have the same charge and status without being a duplicate. The time is
        // excluded, so that an item of XanPay's API is the same event: an expired charge may still complete, which is another event, but
        // one that is reported as expired twice is a duplicate.
        var reason = notice.String("reason");
        var isCharge = reason is null or ChargeNotice;
        var (id, status) = (notice.Id("payload.chargeId"), notice.String("payload.status"));
        var type = isCharge ? CommonType(status) : EventTypes.Unrecognised;
        return new EventFacts
        {
            Identity = isCharge && id is not null && status is not null ? $"{id}|{status}" : null,
            Type = type,
            ProviderType = status ?? reason,
            Subject = type != EventTypes.Unrecognised && id is not null ? new Subject(SubjectKind.Payment, id) : null,
            Resource = new Resource(id, OrderId(notice.String("payload.notifyPayload"))),
            Amount = notice.Amount("payload.merchantAmount", notice.String("payload.merchantCurrency"), AmountUnit.Major),
            OccurredAt = notice.Time("timestamp"),
        };
    }

    /// <inheritdoc/>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new SignedBody(body, [BasicCredentials.Header(secret)]);
    }

    private static string? OrderId(string? notifyPayload) =>
        NotifyPayload.Decode(notifyPayload) is { } json ? JsonFacts.Of(json, OwnPaths).Id("orderId") : null;

    private static string CommonType(string? status) => status?.ToLowerInvariant() switch
    {
        "completed" => EventTypes.PaymentSucceeded,
        "pending" => EventTypes.PaymentPending,
        "expired" => EventTypes.PaymentExpired,
        "cancelled" or "canceled" => EventTypes.PaymentCanceled,
        _ => EventTypes.Unrecognised,
    };
}
