using Microsoft.Extensions.Primitives;
using PayHooks.Tests.Providers.Example;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers;

/// <summary>The entry point for programs that only verify.</summary>
public sealed class WebhookVerifierTests
{
    private const string Key = "whsec_verifier_test_0123456789";
    private const string Rotated = "whsec_verifier_test_9876543210";

    private static readonly byte[] Body = Samples.Utf8(
        """{"id":"evt_1","type":"payment_intent.succeeded","created":1768478400,"data":{"object":{"object":"payment_intent","id":"pi_1","amount":1250,"currency":"eur"}}}""");

    private readonly FixedClock clock = new(Samples.Now);

    private WebhookVerifier Stripe(params string[] secrets) => WebhookVerifier.Create(Settings("stripe", secrets), clock);

    private static SourceSettings Settings(string provider, params string[] secrets) =>
        new() { Name = "shop", Provider = provider, Secrets = [.. secrets.Select((value, index) => new Secret(index, value))] };

    private static SignedBody Signed(string provider, byte[] body, string secret, string? url = null) =>
        new ProviderRegistry().Find(provider)!.Create(Settings(provider, secret)).Sign(body, new Secret(0, secret), Samples.Now, url);

    [Fact]
    public void A_genuine_delivery_has_its_facts()
    {
        var result = Stripe(Key).Verify(Body, Signed("stripe", Body, Key).Headers);

        Assert.True(result.IsGenuine, result.Detail);
        Assert.Equal((VerificationLevel.Signature, RejectionReason.None, null), (result.Verification, result.Reason, result.Detail));
        Assert.Equal((EventTypes.PaymentSucceeded, "evt_1", "pi_1"),
            (result.Facts.Type, result.Facts.ProviderEventId, result.Facts.Resource.Id));
        Assert.Equal(Body, Assert.Single(result.Events).Body.ToArray());
    }

    [Fact]
    public void An_altered_body_is_rejected_and_has_no_facts()
    {
        var result = Stripe(Key).Verify(Samples.Flipped(Body, 10), Signed("stripe", Body, Key).Headers);

        Assert.Equal((false, RejectionReason.SignatureMismatch), (result.IsGenuine, result.Reason));
        Assert.Contains("does not match", result.Detail, StringComparison.Ordinal);
        Assert.Empty(result.Events);
        Assert.Throws<InvalidOperationException>(() => result.Facts);
    }

    [Fact]
    public void Headers_may_come_as_a_dictionary_a_list_or_a_function_with_names_in_any_case()
    {
        var signature = Assert.Single(Signed("stripe", Body, Key).Headers).Value;
        var verifier = Stripe(Key);

        Assert.True(verifier.Verify(Body, new Dictionary<string, StringValues> { ["stripe-signature"] = signature }).IsGenuine);
        Assert.True(verifier.Verify(Body, new Dictionary<string, string> { ["STRIPE-SIGNATURE"] = signature }).IsGenuine);
        Assert.True(verifier.Verify(Body, name => name == "Stripe-Signature" ? signature : StringValues.Empty, url: null).IsGenuine);
    }

    [Fact]
    public void A_header_that_is_sent_twice_counts_with_both_values()
    {
        var header = Assert.Single(Signed("stripe", Body, Key).Headers);

        Assert.Equal(RejectionReason.SignatureRepeated,
            Stripe(Key).Verify(Body, [header, KeyValuePair.Create("stripe-signature", "t=1,v1=00")]).Reason);
    }

    [Fact]
    public void Any_of_several_secrets_verifies_and_the_result_says_which()
    {
        var result = Stripe(Key, Rotated).Verify(Body, Signed("stripe", Body, Rotated).Headers);

        Assert.Equal((true, 1), (result.IsGenuine, result.Verdict.SecretIndex));
    }

    [Fact]
    public void The_signed_time_is_compared_with_the_given_clock()
    {
        clock.Now += TimeSpan.FromMinutes(6);

        Assert.Equal(RejectionReason.TimestampStale, Stripe(Key).Verify(Body, Signed("stripe", Body, Key).Headers).Reason);
    }

    [Fact]
    public void The_url_is_part_of_what_is_verified_where_the_scheme_signs_it()
    {
        const string url = "https://shop.example/hooks";
        var body = Samples.Utf8("""{"event_id":"e1","type":"payment.created"}""");
        var headers = Signed("square", body, Key, url).Headers;
        var verifier = WebhookVerifier.Create(Settings("square", Key), clock);

        Assert.True(verifier.Verify(body, headers, url).IsGenuine);
        Assert.Equal(RejectionReason.SignatureMismatch, verifier.Verify(body, headers, url + "/").Reason);
        Assert.Equal("the called URL is signed, but it is unknown", verifier.Verify(body, headers).Detail);
    }

    [Fact]
    public void A_batch_has_several_events_each_with_its_own_facts()
    {
        const string scheme = """
            { "signature": { "header": "S" }, "items": "events[]", "event": { "id": "id", "type": "type", "types": { "paid": "payment.succeeded" } } }
            """;
        var body = Samples.Utf8("""{"events":[{"id":"1","type":"paid"},{"id":"2","type":"other"}]}""");
        var mac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Samples.Utf8(Key), body));

        var result = WebhookVerifier.FromScheme(scheme, Key).Verify(body, [KeyValuePair.Create("S", mac)]);

        Assert.Equal([("1|paid", EventTypes.PaymentSucceeded), ("2|other", EventTypes.Unrecognised)],
            result.Events.Select(one => (one.Facts.Identity!, one.Facts.Type)));
        Assert.Equal("""{"id":"2","type":"other"}""", System.Text.Encoding.UTF8.GetString(result.Events[1].Body.Span));
    }

    [Fact]
    public void A_header_that_facts_come_from_must_be_short_enough_to_be_stored()
    {
        const string scheme =
            """{ "signature": { "header": "S" }, "event": { "type": "type", "id": "{header:X-Id}", "unsigned": true } }""";
        var body = Samples.Utf8("""{"type":"paid"}""");
        var mac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Samples.Utf8(Key), body));
        var verifier = WebhookVerifier.FromScheme(scheme, Key);

        Assert.Equal("42|paid", verifier.Verify(body, [new("S", mac), KeyValuePair.Create("X-Id", "42")]).Facts.Identity);
        Assert.Equal(RejectionReason.HeaderTooLong,
            verifier.Verify(body, [new("S", mac), KeyValuePair.Create("X-Id", new string('4', 1025))]).Reason);
    }

    [Fact]
    public void A_provider_in_code_verifies_too()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var provider = ChipProvider.Descriptor.Create(Settings("chip", rsa.ExportSubjectPublicKeyInfoPem()));
        var signed =
            provider.Sign(Samples.Utf8("""{"event_type":"purchase.paid"}"""), new Secret(0, rsa.ExportPkcs8PrivateKeyPem()), Samples.Now);

        Assert.Equal(EventTypes.PaymentSucceeded, new WebhookVerifier(provider, clock).Verify(signed.Body, signed.Headers).Facts.Type);
    }

    [Theory]
    [InlineData("strip", "a-secret", "There is no provider 'strip'. Did you mean 'stripe'? Known: portone, xanpay")]
    [InlineData("stripe", null, "No secret is given. Pass the endpoint's signing secret (whsec_…).")]
    [InlineData("stripe", "", "Secret 0 is empty. Pass the endpoint's signing secret (whsec_…).")]
    [InlineData("stripe", "changeme", "Secret 0 is a sample value. Pass the endpoint's signing secret (whsec_…).")]
    [InlineData("adyen", "not hexadecimal",
        "Secret 0 is not a hexadecimal key (15 characters). Pass the webhook's HMAC key (hexadecimal).")]
    [InlineData("custom", "a-secret", "is missing")]
    public void A_mistake_in_the_settings_is_reported_with_its_fix(string provider, string? secret, string message) =>
        Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => WebhookVerifier.Create(provider, secret is null ? [] : [secret])).Message,
                StringComparison.Ordinal);

    [Fact]
    public void A_mistake_in_a_description_is_reported_with_its_fix() => Assert.Contains(
        "scheme: signature is missing. Say where the signature is",
        Assert.Throws<ArgumentException>(() => WebhookVerifier.FromScheme("{}", Key)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void A_provider_in_code_can_match_an_HMAC_with_all_secrets(string name)
    {
        var hash = new System.Security.Cryptography.HashAlgorithmName(name);
        var mac = System.Security.Cryptography.CryptographicOperations.HmacData(hash, Samples.Utf8(Rotated), Body);
        var secrets = new PayHooks.Verification.Signatures.SecretSet([new Secret(0, Key), new Secret(1, Rotated)]);

        Assert.Equal(1, secrets.MatchHmac(hash, Body, mac));
        Assert.Equal(-1, secrets.MatchHmac(hash, Samples.Flipped(Body, 3), mac));
        Assert.Equal(-1, secrets.MatchHmac(hash, Body, mac.AsSpan(1)));
    }

    [Fact]
    public void Another_hash_than_those_of_an_HMAC_is_a_bug() => Assert.Throws<ArgumentException>(
        () => new PayHooks.Verification.Signatures.SecretSet([new Secret(0, Key)])
            .MatchHmac(System.Security.Cryptography.HashAlgorithmName.MD5, Body, []));

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
