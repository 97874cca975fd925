using PayHooks.Verification.Api;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// PortOne (global, portone.cloud), formerly CHAIPort and ChaiPay; PortOne Korea (portone.io) is a different product. The signature is the
/// body field <c>signature_hash</c>: the base64 of an HMAC-SHA256, keyed with the bytes of the secret key as displayed, over some of the
/// body's fields (see <see cref="PortOneList"/>). No time is signed, so a captured body never expires; refund, payout and onboarding
/// webhooks have no documented signature. Source: docs.portone.cloud, "Payment Webhook Response" and related pages.
/// </summary>
internal sealed class PortOneProvider : IWebhookProvider
{
    private const string Unwritable = "a signed field of the body is an object, an array or a number that is too large";

    private readonly SourceSettings source;
    private readonly SecretSet secrets;
    private readonly IReadOnlySet<string> acceptUnsigned;

    private PortOneProvider(SourceSettings source)
    {
        this.source = source;
        secrets = new SecretSet(source.Secrets);
        acceptUnsigned = source.AcceptUnsigned;
    }

    /// <summary>The registry entry.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("portone", source => new PortOneProvider(source))
    {
        Aliases = ["chaiport", "chaipay"],
        SecretForm = "the merchant's secret key",
        UnsignedKinds = PortOneKinds.Unsigned,
    };

    /// <inheritdoc/>
    public IReadOnlyList<ProducedType> Produces { get; } =
    [
        new("payment.*", VerificationLevel.Signature), new("payment_link.*", VerificationLevel.Signature),
        new("subscription.*", VerificationLevel.Partial),
        .. ((string[])["refund.*", "payout.*"]).Select(type => new ProducedType(type, VerificationLevel.None)),
    ];

    /// <summary>No time is signed. A paid payment can be voided.</summary>
    public PaymentRules Payments { get; } = PaymentRules.Default with { VoidsPaid = true };

    /// <inheritdoc/>
    public ApiSettingsForm? ApiForm => PortOneApi.Form;

    /// <inheritdoc/>
    public IProviderApi? CreateApi(HttpMessageInvoker http) =>
        source.Api is { } settings ? new PortOneApi(source, settings, http) : null;

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var body = PortOneBody.Read(delivery.Body, out var problem);
        if (PortOneKorea.Explain(delivery, body) is { } korean)
        {
            return Verdict.Refused(RejectionReason.SignatureMissing, korean);
        }

        if (problem != RejectionReason.None)
        {
            return Verdict.Refused(problem, Explain(problem));
        }

        var kind = PortOneKinds.Of(body);
        if (PortOneKinds.IsUnsigned(kind))
        {
            var name = PortOneKinds.Name(kind);
            return acceptUnsigned.Contains(name)
                ? Verdict.Genuine(VerificationLevel.None, -1)
                : Verdict.Refused(RejectionReason.UnsignedKind,
                    $"PortOne signs no {name} webhook, and AcceptUnsigned does not name '{name}'");
        }

        Span<byte> signature = stackalloc byte[PortOneSignature.Bytes];
        if (kind == PortOneKind.Unknown && !body.Token(PortOneField.SignatureHash).HasContent && AcceptsUndocumented)
        {
            return Verdict.Genuine(VerificationLevel.None, -1);
        }

        if (secrets.IsEmpty(out var refusal) || !PortOneSignature.TryRead(body, signature, out refusal))
        {
            return refusal;
        }

        if (PortOneList.Of(kind) is { } list)
        {
            return Match(body, list, signature, out var index) ? Accepted(body, list, index) : Mismatch(body, list);
        }

        return MatchingList(body, signature, out var match) is { } found
            ? Accepted(body, found, match)
            : secrets.NoMatch(
                "the body has no known shape, and HMAC-SHA256 over the signed fields of a payment, a payment link or a subscription");
    }

    /// <inheritdoc/>
    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        var read = PortOneBody.Read(body, out var problem);
        if (problem != RejectionReason.None)
        {
            return EventFacts.Unrecognised;
        }

        var kind = PortOneKinds.Of(read);
        Span<byte> signature = stackalloc byte[PortOneSignature.Bytes];
        var list = kind == PortOneKind.Unknown && PortOneSignature.TryRead(read, signature, out _)
            ? MatchingList(read, signature, out _)
            : PortOneList.Of(kind);
        return PortOneFacts.Of(read, kind, list);
    }

    /// <inheritdoc/>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var read = PortOneBody.Read(body, out var problem);
        if (problem != RejectionReason.None)
        {
            throw new FormatException(Explain(problem));
        }

        var kind = PortOneKinds.Of(read);
        if (PortOneKinds.IsUnsigned(kind))
        {
            return new SignedBody(body, []);
        }

        var list = PortOneList.Of(kind)
            ?? throw new FormatException(
                "the body has the shape of no PortOne webhook: a payment has order_ref and channel_key, a payment link link_ref, "
                + "a subscription subscription_type or plan_order_ref");
        if (!PortOneCanonical.TryWrite(read, list, out var canonical))
        {
            throw new FormatException(Unwritable);
        }

        using (canonical)
        {
            Span<byte> signature = stackalloc byte[PortOneSignature.Bytes];
            Mac.Compute(MacAlgorithm.Sha256, secret.Utf8, canonical.Text, signature);
            var field = KeyValuePair.Create(PortOneSignature.FieldName, Convert.ToBase64String(signature));
            return new SignedBody(PortOneSignature.Put(body, read, field.Value), [], field);
        }
    }

    private bool AcceptsUndocumented =>
        acceptUnsigned.Contains(PortOneKinds.Name(PortOneKind.Payout))
            || acceptUnsigned.Contains(PortOneKinds.Name(PortOneKind.Onboarding));

    private static string Explain(RejectionReason problem) => problem == RejectionReason.DuplicateKeys
        ? "a name occurs twice at the top level of the body"
        : "the body is not a JSON object";

    private static Verdict Accepted(in PortOneBody body, PortOneList list, int secretIndex) =>
        PortOneNames.Misspelled(body, list) is { } name
            ? Verdict.Refused(RejectionReason.DuplicateKeys,
                $"a name at the top level of the body differs from the signed name '{name}' only in case")
            : Verdict.Genuine(list.Verification, secretIndex);

    private bool Match(in PortOneBody body, PortOneList list, ReadOnlySpan<byte> signature, out int index)
    {
        index = -1;
        if (!PortOneCanonical.TryWrite(body, list, out var canonical))
        {
            return false;
        }

        using (canonical)
        {
            index = secrets.Match(SignatureAlgorithm.HmacSha256, canonical.Text, signature);
            if (index < 0 && canonical.Text.Contains((byte)'+'))
            {
                using var variant = canonical.WithPercentSpaces();
                index = secrets.Match(SignatureAlgorithm.HmacSha256, variant.Text, signature);
            }
        }

        return index >= 0;
    }

    private PortOneList? MatchingList(in PortOneBody body, ReadOnlySpan<byte> signature, out int index)
    {
        foreach (var list in PortOneList.All)
        {
            if (Match(body, list, signature, out index))
            {
                return list;
            }
        }

        index = -1;
        return null;
    }

    private Verdict Mismatch(in PortOneBody body, PortOneList list)
    {
        if (!PortOneCanonical.TryWrite(body, list, out var canonical))
        {
            return Verdict.Refused(RejectionReason.BodyUnreadable, Unwritable);
        }

        canonical.Dispose();
        return secrets.NoMatch($"HMAC-SHA256 over the {list.Fields.Length} signed fields of a {PortOneKinds.Name(list.Kind)}");
    }
}
