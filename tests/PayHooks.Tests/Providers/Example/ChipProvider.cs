using System.Security.Cryptography;
using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Tests.Providers.Example;

/// <summary>
/// CHIP Collect (Malaysia), webhooks. Header <c>X-Signature</c>: RSA PKCS#1 v1.5 over the SHA-256 of the raw body, in base64; the
/// key is the webhook's own. Sources: docs.chip-in.asia, "Webhook signatures", "Callbacks", "Create a purchase".
/// </summary>
public sealed class ChipProvider : IWebhookProvider
{
    private const string Header = "X-Signature";

    // An RSA key of 8192 bits; CHIP's have 3072.
    private const int LongestSignature = 1024;

    private static readonly JsonPaths Paths =
        JsonPaths.Of("id", "event_type", "purchase.total", "purchase.currency", "reference", "is_test", "updated_on");

    private readonly SecretSet secrets;
    private readonly Key[] keys;

    private ChipProvider(SourceSettings source)
    {
        secrets = new SecretSet(source.Secrets);
        keys = [.. source.Secrets.Where(secret => secret.IsUsable).Select(secret => new Key(secret.Index, Import(secret)))];
    }

    /// <summary>What the registry knows of CHIP.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("chip", source => new ChipProvider(source))
    {
        SecretForm = "the webhook's public_key (-----BEGIN PUBLIC KEY----- …)",
    };

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (secrets.IsEmpty(out var refusal)
            || !SingleHeader.TryRead(delivery, Header, RejectionReason.SignatureMissing, out var text, out refusal))
        {
            return refusal;
        }

        Span<byte> signature = stackalloc byte[LongestSignature];
        if (!SignatureText.TryDecodeBase64(text, signature, out var length))
        {
            return Verdict.Refused(RejectionReason.SignatureMalformed,
                $"header '{Header}' is not base64 of at most {LongestSignature} bytes");
        }

        foreach (var key in keys)
        {
            if (key.Verifies(delivery.Body.Span, signature[..length]))
            {
                return Verdict.Genuine(VerificationLevel.Signature, key.Index);
            }
        }

        return secrets.NoMatch($"the RSA signature over the {delivery.Body.Length} raw body bytes");
    }

    /// <inheritdoc/>
    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        var facts = JsonFacts.OfBody(body, Paths);
        if (facts.String("event_type") is not { } type)
        {
            return EventFacts.Unrecognised;
        }

        // No identity: the body has the purchase's id and none of the event. It is a snapshot, the same whenever it is sent
        // again, so its hash tells events apart, two refunds of one purchase too.
        return new EventFacts
        {
            Type = CommonType(type),
            ProviderType = type,
            Resource = new Resource(facts.Id("id"), facts.String("reference")),
            Amount = facts.Amount("purchase.total", facts.String("purchase.currency"), AmountUnit.Minor),
            Livemode = facts.Boolean("is_test") is { } isTest ? !isTest : null,
            OccurredAt = facts.Time("updated_on"),
        };
    }

    /// <inheritdoc/>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        using var rsa = Import(secret);
        try
        {
            var signature = rsa.SignData(body.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return new SignedBody(body, [KeyValuePair.Create(Header, Convert.ToBase64String(signature))]);
        }
        catch (CryptographicException e)
        {
            throw new FormatException(
                "A public key only verifies. To sign, pass a private key of your own, and its public key to the source.", e);
        }
    }

    private static string CommonType(string type) => type switch
    {
        "purchase.paid" => EventTypes.PaymentSucceeded,
        "purchase.payment_failure" => EventTypes.PaymentFailed,
        "purchase.cancelled" => EventTypes.PaymentCanceled,
        "payment.refunded" => EventTypes.RefundSucceeded,
        _ => EventTypes.Unrecognised,
    };

    // An environment variable, or a JSON answer that was copied as it was, has \n where the key has line ends.
    private static RSA Import(Secret secret)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(Encoding.UTF8.GetString(secret.Utf8).Replace("\\n", "\n", StringComparison.Ordinal));
            return rsa;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new FormatException(
                $"Secret {secret.Index} is not an RSA key in PEM form; copy the webhook's whole public_key, its first and last line too.",
                    e);
        }
    }

    private sealed class Key(int index, RSA rsa)
    {
        private readonly Lock gate = new();

        public int Index => index;

        // RSA objects are not for several threads at once.
        public bool Verifies(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
        {
            lock (gate)
            {
                return rsa.VerifyData(body, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        }
    }
}
