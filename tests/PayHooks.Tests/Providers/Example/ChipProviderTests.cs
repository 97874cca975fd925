using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Receiving;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Example;

public sealed class ChipProviderTests : HeaderSchemeContract
{
    private const string Paid =
        """{"type":"purchase","id":"7b8c2a54-0d1e-4f6a-9c3b-5e2d8f1a6b70","created_on":1767225600,"updated_on":1767225661,"purchase":{"currency":"MYR","total":12050},"status":"paid","is_test":true,"reference":"order-1042","event_type":"purchase.paid"}""";

    // CHIP keeps the private keys; these stand for them. The source gets the public ones.
    private static readonly string PrivateKey = NewKey();
    private static readonly string OtherPrivateKey = NewKey();
    private static readonly Dictionary<string, string> PublicKeys =
        new[] { PrivateKey, OtherPrivateKey }.ToDictionary(key => key, PublicKeyOf, StringComparer.Ordinal);

    protected override ProviderDescriptor Descriptor => ChipProvider.Descriptor;

    protected override string SecretText => PrivateKey;

    protected override string OtherSecretText => OtherPrivateKey;

    protected override string HeaderName => "X-Signature";

    protected override byte[][] Bodies { get; } =
        [Samples.Utf8(Paid), Samples.Utf8("""{"id":"7b8c2a54","event_type":"purchase.cancelled"}""")];

    protected override void ReadPayloads(byte[] body) => EventPayload.Parse(body);

    protected override SourceSettings Source(params string[] secrets) =>
        base.Source([.. secrets.Select(secret => PublicKeys.GetValueOrDefault(secret, secret))]);

    // Nothing can be signed with an invalid key; what is genuine must not pass either.
    protected override SignedBody SignedBy(string secret) => Genuine();

    // Made with OpenSSL 3: openssl dgst -sha256 -sign key.pem body.json | base64 -w0
    [Fact]
    public void Accepts_what_OpenSSL_has_signed()
    {
        const string key = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhGCaQIbaokQG9ekq6vqC
            A7AUff1Yuo/ncYQVBLO9S0DJmju/J1FWMBN8TEBrpUbHw0Tjx3Ii2CYRTSyu3ASV
            ffGboaODynb8LEqDnHybElXWvQKSGhlTCXtnuld9jhZ932arNTnyNlDWRgc6GOjw
            nQgoCn1xT6vBdtT+e1Jd66oyzxxSc6lbUZlhmhuM8MfQnETOa0NUpAQcmNs2BGqr
            0DsPHDuRFLoaMSRf2YJAqVopxWpureNgc8CO7kJI1B7rwvuURl4vX52caj01y5B0
            1U5auWImClolmUYXXpE1b9KDr5S/hHQgfRaYgMmRfYu28vIJj4K2cil7n70QhP1i
            xQIDAQAB
            -----END PUBLIC KEY-----
            """;
        const string signature =
            "fWOQpD+C2EY/rB/JVrtIjSmIv5j5RZ2BY9N9bLvYzLqt85KITg6/mG2jQqpXg4U9GphrlcPZejQNerSsiol4XcnbuwcjPqLGf7tZF17IdYtQN09IvGnpqM5Z59sChImj"
            + "L6BsNvAapREeyFA37REgDJjDI3+Gd2ffXA55ORPAJkpuvfJhYVI7YKQLwqXZQm3hdq1StReRv1COyyQgLVuugjm/CyRkKCGADrvTq68rf4nRvIaKo6YxyIwCLsi+bx3Q"
            + "8nF3s9m5Mkg4J8ZXaSMX6b/pyStMh4938i5VJnQJ3oG0lGfSy41gGGcDu0qCnpbSRDw1McD5d8u2eUmb6JBOcQ==";
        var delivery = Samples.Delivery(Bodies[0], ("X-Signature", signature));

        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0), Provider(key).Verify(delivery));
        Assert.True(Provider(key.ReplaceLineEndings("\\n")).Verify(delivery).IsGenuine);
    }

    [Fact]
    public void Reads_the_facts_of_a_paid_purchase() => Assert.Equal(
        new EventFacts
        {
            Type = EventTypes.PaymentSucceeded,
            ProviderType = "purchase.paid",
            Resource = new Resource("7b8c2a54-0d1e-4f6a-9c3b-5e2d8f1a6b70", "order-1042"),
            Amount = Amount.Read("12050", "MYR", AmountUnit.Minor),
            Livemode = false,
            OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 1, 1, TimeSpan.Zero),
        },
        Provider().Read(Bodies[0]));

    [Fact]
    public void A_public_key_does_not_sign() => Assert.Contains(
        "private key",
            Assert.Throws<FormatException>(() => Provider().Sign(Bodies[0], new Secret(0, PublicKeys[PrivateKey]), Samples.Now)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_is_no_key_is_found_at_start_and_not_repeated()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("PayHooks:Sources:chip:Secrets:0", "MIIBojANBgkqh")]).Build();

        var problem = Assert.Single(SettingsReader.Read(settings, Registry()).Errors);

        Assert.Contains("Secret 0 is not an RSA key in PEM form", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("MIIBojANBgkqh", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_of_it_accepts_what_is_genuine()
    {
        var time = new ManualTime();
        var queue = new InMemoryEventQueue(time);
        var options = new PayHooksOptions { Sources = [Source(PrivateKey)] };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, Registry()), new DeliveryWriter(queue), options, new SourceActivityRecorder(time), time);
        var signed = Genuine();

        var result = await receiver.ReceiveAsync(
            new ReceiveRequest
            {
                Source = "shop",
                Header = Samples.Delivery(signed).Header,
                Body = new MemoryStream(signed.Body.ToArray())
            }, default);

        Assert.Equal(200, result.StatusCode);
        var message = (DeliveryMessage)MessageSerializer.Read((await queue.TakeAsync(1, default))[0].Text).Message!;
        Assert.Equal((VerificationLevel.Signature, 0), (message.Verification, message.SecretIndex));
    }

    private static ProviderRegistry Registry()
    {
        var providers = new ProviderRegistry();
        providers.Add(ChipProvider.Descriptor);
        return providers;
    }

    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private static string PublicKeyOf(string privateKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(privateKey);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }
}
