using System.Security.Cryptography;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>What the grammars and contents of a description mean.</summary>
public sealed class SchemeVerificationTests
{
    private const string Key = "acme-secret-one";
    private const string Other = "acme-secret-two";
    private static readonly byte[] Body = Samples.Utf8("""{"id":"e1","type":"paid","n":1.50,"s":"a\u0062c","o":{}}""");

    private static Verdict Verify(string scheme, string secret, byte[] body, params (string, string)[] headers) =>
        Described.Provider(scheme, secret).Verify(Samples.Delivery(body, headers));

    private static string Hmac(string key, string content) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Samples.Utf8(key), Samples.Utf8(content)));

    private static string Text(byte[] body) => System.Text.Encoding.UTF8.GetString(body);

    // Vector of the Standard Webhooks libraries: github.com/standard-webhooks/standard-webhooks.
    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_list_of_versions_with_a_key_in_base64_verifies(string secret)
    {
        const string scheme = """
            {
              "secret": { "decode": "base64", "prefix": "whsec_" }, "encoding": "base64",
              "signature": { "header": ["webhook-signature", "svix-signature"], "list": { "separator": " ", "assign": ",", "key": "v1" } },
              "content": "{id}.{timestamp}.{body}", "id": { "header": ["webhook-id", "svix-id"] },
              "timestamp": { "header": "webhook-timestamp", "tolerance": "00:05:00" },
              "event": { "id": "{id}", "type": "type" }
            }
            """;
        var provider = Described.Provider(scheme, secret);
        var body = Samples.Utf8("""{"test": 2432232314}""");
        Delivery Delivered(string id, string signature) =>
            Samples.Delivery(body, ("webhook-id", id), ("webhook-timestamp", "1614265330"), ("webhook-signature", signature)) with
            {
                ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1614265330),
            };

        const string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0),
            provider.Verify(Delivered("msg_p5jXN8AQM9LWM0D4loKWxJek", signature)));
        Assert.True(provider.Verify(Delivered("msg_p5jXN8AQM9LWM0D4loKWxJek", $"v1a,abc v2,x {signature}")).IsGenuine);
        Assert.Equal(RejectionReason.SignatureMismatch, provider.Verify(Delivered("msg_other", signature)).Reason);
        Assert.Equal(["webhook-id", "svix-id"], provider.RetainedHeaders);
        Assert.Equal("msg_1",
            provider.Read(Samples.Utf8("""{"type":"a.b"}"""), name => name == "webhook-id" ? "msg_1" : null).ProviderEventId);
    }

    [Fact]
    public void Fields_in_a_template_count_by_what_they_mean_and_numbers_as_they_read()
    {
        const string scheme =
            """{ "algorithm": "sha512", "signature": { "json": "sig" }, "content": "{json:id}{json:n}{json:s}{secret}" }""";
        var signature = Convert.ToHexStringLower(SHA512.HashData(Samples.Utf8($"e11.50abc{Key}")));
        var body = Samples.Utf8($"{Text(Body)[..^1]},\"sig\":\"{signature}\"}}");

        Assert.True(Verify(scheme, Key, body).IsGenuine);
        Assert.Equal(RejectionReason.SignatureMismatch, Verify(scheme, Other, body).Reason);
        Assert.Equal(RejectionReason.DuplicateKeys, Verify(scheme, Key, Samples.Utf8($"{{\"n\":2,{Text(body)[1..]}")).Reason);
        Assert.Equal(RejectionReason.BodyUnreadable,
            Verify(scheme, Key, Samples.Utf8(Text(body).Replace("1.50", "{}", StringComparison.Ordinal))).Reason);
        Assert.Equal(RejectionReason.BodyUnreadable,
            Verify(scheme, Key, Samples.Utf8(Text(body).Replace("1.50", "null", StringComparison.Ordinal))).Reason);
        Assert.Equal(body, Described.Provider(scheme, Key).Sign(Body, new Secret(0, Key), Samples.Now).Body.ToArray());
    }

    [Fact]
    public void A_secret_in_the_content_is_tried_with_every_secret()
    {
        const string scheme = """{ "algorithm": "sha512", "signature": { "header": "S" }, "content": "{body}{secret}" }""";
        var signature = Convert.ToHexStringLower(SHA512.HashData([.. Body, .. Samples.Utf8(Key)]));

        Assert.Equal(1, Described.Provider(scheme, Other, Key).Verify(Samples.Delivery(Body, ("S", signature))).SecretIndex);
    }

    [Fact]
    public void A_plain_SHA_256_holds_the_secret_too()
    {
        const string scheme = """{ "algorithm": "sha256", "signature": { "header": "S" }, "content": "{json:id}{json:n}{secret}" }""";
        var signature = Convert.ToHexStringLower(SHA256.HashData(Samples.Utf8($"e11.50{Key}")));

        Assert.Equal(1, Described.Provider(scheme, Other, Key).Verify(Samples.Delivery(Body, ("S", signature))).SecretIndex);
        Assert.Equal(RejectionReason.SignatureMismatch,
            Described.Provider(scheme, Other).Verify(Samples.Delivery(Body, ("S", signature))).Reason);
    }

    [Theory]
    [InlineData("{url}{body}", "https://shop.example/hook?a=1")]
    [InlineData("{header:X-Id}:{body}", "id-1:")]
    public void Other_parts_of_the_request_can_be_signed(string content, string start)
    {
        var scheme = $$"""{ "signature": { "header": "S" }, "content": "{{content}}" }""";
        var signature = Hmac(Key, start + Text(Body));
        var delivery = Samples.Delivery(Body, ("S", signature), ("X-Id", "id-1")) with { Url = () => "https://shop.example/hook?a=1" };

        Assert.True(Described.Provider(scheme, Key).Verify(delivery).IsGenuine);
        Assert.Equal(RejectionReason.SignatureMissing,
            Described.Provider(scheme, Key).Verify(Samples.Delivery(Body, ("S", signature))).Reason);
    }

    [Fact]
    public void The_url_of_the_scheme_stands_for_the_one_that_was_called()
    {
        const string scheme = """{ "signature": { "header": "S" }, "content": "{url}{body}", "url": "https://public.example/hook" }""";
        var delivery =
            Samples.Delivery(Body, ("S", Hmac(Key, "https://public.example/hook" + Text(Body)))) with
            {
                Url = () =>
            "http://10.0.0.1/hook"
            };

        Assert.True(Described.Provider(scheme, Key).Verify(delivery).IsGenuine);
    }

    [Fact]
    public void A_token_is_compared_as_a_whole_and_proves_all_of_the_request()
    {
        const string scheme =
            """{ "algorithm": "token", "signature": { "header": "X-Token" }, "event": { "type": "{header:X-Type}", "id": "id" } }""";

        Assert.Equal(Verdict.Genuine(VerificationLevel.Credentials, 0), Verify(scheme, Key, Body, ("X-Token", Key)));
        foreach (var wrong in new[] { Other, Key[..^1], Key + "1", Key.ToUpperInvariant(), " " + Key })
        {
            Assert.Equal(RejectionReason.SignatureMismatch, Verify(scheme, Key, Body, ("X-Token", wrong)).Reason);
        }

        Assert.Equal(RejectionReason.SignatureMissing, Verify(scheme, Key, Body).Reason);
        Assert.Equal(RejectionReason.SignatureRepeated, Verify(scheme, Key, Body, ("X-Token", Key), ("X-Token", Key)).Reason);
        Assert.Equal(RejectionReason.SignatureMalformed, Verify(scheme, Key, Body, ("X-Token", new string('x', 2000))).Reason);
        Assert.DoesNotContain(Key, Verify(scheme, Key, Body, ("X-Token", Other)).Detail, StringComparison.Ordinal);
        Assert.Equal("a.b", Described.Provider(scheme, Key).Read(Body, _ => "a.b").Type);
    }

    [Fact]
    public void Basic_asks_for_credentials()
    {
        var provider = Described.Provider("""{ "algorithm": "basic" }""", "user:password-1");
        var signed = provider.Sign(Body, new Secret(0, "user:password-1"), Samples.Now);

        Assert.Equal(Verdict.Genuine(VerificationLevel.Credentials, 0), provider.Verify(Samples.Delivery(signed)));
        Assert.Equal("WWW-Authenticate", Assert.Single(provider.ChallengeHeaders!).Key);
        Assert.Throws<FormatException>(() => Described.Provider("""{ "algorithm": "basic" }""", "no-colon"));
    }

    [Fact]
    public void The_first_way_to_sign_that_is_there_counts()
    {
        const string scheme = """
            {
              "encoding": "base64", "signature": { "header": "New" },
              "alternatives": [{ "algorithm": "token", "signature": { "header": "Old" } }]
            }
            """;
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Samples.Utf8(Key), Body));

        Assert.Equal(VerificationLevel.Signature, Verify(scheme, Key, Body, ("New", signature)).Verification);
        Assert.Equal(VerificationLevel.Credentials, Verify(scheme, Key, Body, ("Old", Key)).Verification);
        Assert.Equal(RejectionReason.SignatureMismatch,
            Verify(scheme, Key, Body, ("New", signature.Replace(signature[0], signature[0] == 'A' ? 'B' : 'A')), ("Old", Key)).Reason);
        Assert.Equal("header 'New' is missing", Verify(scheme, Key, Body).Detail);
    }

    [Fact]
    public void Facts_that_are_not_signed_make_an_event_partly_verified()
    {
        const string scheme = """{ "signature": { "header": "S" }, "event": { "type": "{header:X-Topic}", "unsigned": true } }""";

        Assert.Equal(Verdict.Genuine(VerificationLevel.Partial, 0), Verify(scheme, Key, Body, ("S", Hmac(Key, Text(Body)))));
        Assert.Equal(["X-Topic"], Described.Provider(scheme, Key).RetainedHeaders);
    }

    [Fact]
    public void Fields_are_signed_under_their_own_names() =>
        Assert.True(Verify(
            """{ "signature": { "header": "S" }, "fields": { "names": ["a b+c=x", "n"], "join": "&", "assign": "=" } }""",
            Key, Samples.Utf8("""{"x":"é","n":1.50}"""), ("S", Hmac(Key, "a b+c=é&n=1.50"))).IsGenuine);

    [Theory]
    [InlineData("""{"b":null,"c":1}""", "::1")]
    [InlineData("""{"a":"x","b":"","c":true}""", "x::true")]
    public void A_missing_field_is_signed_as_an_empty_value(string body, string content) =>
        Assert.True(Verify(
            """{ "signature": { "header": "S" }, "fields": { "names": ["a", "b", "c"], "join": ":" } }""",
            Key, Samples.Utf8(body), ("S", Hmac(Key, content))).IsGenuine);

    [Fact]
    public void A_batch_under_one_signature_is_verified_as_a_whole_and_split()
    {
        const string scheme = """{ "signature": { "header": "S" }, "items": "[]", "event": { "id": "id", "type": "type" } }""";
        var body = Samples.Utf8("""[{"id":"1","type":"a"},{"id":"2","type":"b"}]""");
        var provider = Described.Provider(scheme, Key);

        Assert.True(provider.Verify(Samples.Delivery(body, ("S", Hmac(Key, Text(body))))).IsGenuine);
        Assert.Equal(["1|a", "2|b"], provider.Split(body).Select(item => provider.Read(item).Identity));
        Assert.Empty(provider.Split(Samples.Utf8("[]")));
        Assert.Empty(provider.Split(Samples.Utf8("""[{"id":"1"},7]""")));
    }

    [Fact]
    public void A_challenge_is_answered_with_what_it_asks()
    {
        var provider =
            Described.Provider(
            """{ "signature": { "header": "S" }, "answer": "[accepted]", "challenge": { "query": "c", "answer": "ok {query:c}" } }""", Key);

        Assert.Equal("ok 7", provider.Challenge(name => name == "c" ? "7" : null));
        Assert.Null(provider.Challenge(_ => null));
        Assert.Equal("[accepted]", provider.SuccessBody);
    }

    [Fact]
    public void Items_of_lists_and_dots_in_names_are_places_too()
    {
        const string scheme =
            """{ "signature": { "header": "S" }, "event": { "type": "list[1].kind", "id": "a\\.b", "resource": "list[0]" } }""";
        var facts = Described.Provider(scheme, Key).Read(Samples.Utf8("""{"list":["r",{"kind":"paid"}],"a.b":7,"list2":[]}"""));

        Assert.Equal(("paid", "7|paid", "r"), (facts.Type, facts.Identity, facts.Resource.Id));
    }
}
