using PayHooks.Cli.Commands;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Cli;

public class SignAndVerifyTests
{
    private const string Key = "test_sk_0123456789";
    private const string Body = """{"id":"evt_1","type":"checkout.paid","data":{"id":"co_1","amount":500},"created_at":1700000000}""";

    [Theory]
    [InlineData("chargily", "checkout.paid", "signature")]
    [InlineData("x-signature", "refund.completed", "signature")]
    [InlineData("xanpay", "completed", "credentials")]
    public async Task A_header_that_sign_prints_verifies(string provider, string sample, string expected)
    {
        using var file = Sample(provider, sample);

        var signed = await ToolRun.Of("sign", provider, "--secret", "user:password1", "--body", file.Path);
        var verified = await ToolRun.Of("verify", provider, "--secret", "user:password1", "--body", file.Path, "--header", signed.Lines[0]);

        Assert.Equal(0, signed.ExitCode);
        Assert.Single(signed.Lines);
        Assert.Equal(0, verified.ExitCode);
        Assert.Matches($"^genuine +{expected}: ", verified.Output);
        Assert.Contains("evt_", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Success", "signature")]
    [InlineData("subscription.Active", "partial")]
    public async Task A_field_that_sign_prints_verifies_when_it_is_in_the_body(string sample, string expected)
    {
        using var bare = Sample("portone", sample);
        var signed = await ToolRun.Of("sign", "portone", "--secret", Key, "--body", bare.Path);
        using var whole = new BodyFile($"{{{signed.Lines[0]},{(await File.ReadAllTextAsync(bare.Path))[1..]}");

        var verified = await ToolRun.Of("verify", "portone", "--secret", Key, "--body", whole.Path);

        Assert.Matches("^\"signature_hash\": \"[A-Za-z0-9+/]{43}=\"$", signed.Lines[0]);
        Assert.Equal(0, verified.ExitCode);
        Assert.Matches($"^genuine +{expected}: ", verified.Output);
    }

    [Theory]
    [InlineData(false, "the decoded body; it was sent as gzip")]
    [InlineData(true, "the gzip bytes as they were sent")]
    public async Task An_encoded_body_is_decoded_as_a_server_does(bool signsEncoded, string expected)
    {
        var encoded = Gzip(Body);
        using var file = new BodyFile(encoded);
        using var plain = new BodyFile(Body);
        var header = await Header(signsEncoded ? file : plain);

        var verified =
            await ToolRun.Of("verify", "chargily", "--secret", Key, "--body", file.Path, "--header", header, "--header",
            "content-encoding: gzip");

        Assert.Equal(0, verified.ExitCode);
        Assert.Contains(expected, verified.Output, StringComparison.Ordinal);
        Assert.Contains("payment.succeeded (checkout.paid)", verified.Output, StringComparison.Ordinal);
        Assert.Contains(EventIds.BodyHash(System.Text.Encoding.UTF8.GetBytes(Body)), verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_body_without_its_header_is_recognised()
    {
        using var file = new BodyFile(Gzip(Body));
        using var plain = new BodyFile(Body);

        var verified = await ToolRun.Of("verify", "chargily", "--secret", Key, "--body", file.Path, "--header", await Header(plain));

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("The body is gzip, and verifies when it is decoded.", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zstd", "a server answers 415")]
    [InlineData("gzip", "If it was decoded when it was captured, leave that header out.")]
    public async Task A_body_that_cannot_be_decoded_is_explained(string encoding, string expected)
    {
        using var file = new BodyFile(Body);

        var verified =
            await ToolRun.Of("verify", "chargily", "--secret", Key, "--body", file.Path, "--header", await Header(file), "--header",
            $"Content-Encoding: {encoding}");

        Assert.Equal(2, verified.ExitCode);
        Assert.Contains(expected, verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ping_is_shown_as_what_it_is()
    {
        using var file = new BodyFile("webhook_id=7");

        var verified =
            await ToolRun.Of("verify", "woocommerce", "--secret", Key, "--body", file.Path, "--header",
            "Content-Type: application/x-www-form-urlencoded");

        Assert.Equal(1, verified.ExitCode);
        Assert.Matches("^ping +the provider's unsigned test call", verified.Output);
    }

    [Fact]
    public async Task A_webhook_of_PortOne_Korea_is_named()
    {
        using var file = new BodyFile("""{"imp_uid":"imp_1","merchant_uid":"order-1","status":"paid"}""");

        var verified = await ToolRun.Of("verify", "portone", "--secret", Key, "--body", file.Path);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("PortOne Korea V1, which signs nothing", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_facts_that_the_event_would_have_are_shown()
    {
        using var file = new BodyFile(Body);
        var header = await Header(file);

        var verified = await ToolRun.Of("verify", "chargily", "--secret", Key, "--body", file.Path, "--header", header);

        Assert.Contains("payment.succeeded (checkout.paid)", verified.Output, StringComparison.Ordinal);
        Assert.Contains("500.00 DZD", verified.Output, StringComparison.Ordinal);
        Assert.Contains("2023-11-14 22:13:20 UTC", verified.Output, StringComparison.Ordinal);
        Assert.Contains(EventIds.Create("chargily", "evt_1|checkout.paid"), verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("your_webhook_secret")]
    [InlineData("user:password")]
    public async Task A_sample_value_judges_a_captured_delivery_and_is_told_to_be_one(string sample)
    {
        using var file = new BodyFile(Body);
        var header = (await ToolRun.Of("sign", "chargily", "--secret", sample, "--body", file.Path)).Lines[0];

        var genuine = await ToolRun.Of("verify", "chargily", "--secret", sample, "--body", file.Path, "--header", header);
        var refused = await ToolRun.Of("verify", "chargily", "--secret", sample, "--body", file.Path, "--header", await Header(file));

        Assert.Equal((0, 1), (genuine.ExitCode, refused.ExitCode));
        Assert.Contains("signature_mismatch", refused.Output, StringComparison.Ordinal);
        Assert.All(new[] { genuine, refused }, run => Assert.Contains("a server does not accept it", run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sample_value_judges_credentials_too()
    {
        using var file = new BodyFile("{}");

        var genuine =
            await ToolRun.Of("verify", "xanpay", "--secret", "user:password", "--body", file.Path, "--header",
            "Authorization: Basic dXNlcjpwYXNzd29yZA==");

        Assert.Equal(0, genuine.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/a)")]
    public async Task What_is_no_secret_at_all_judges_nothing(string none)
    {
        using var file = new BodyFile(Body);

        var run = await ToolRun.Of("verify", "chargily", "--secret", none, "--body", file.Path, "--header", await Header(file));

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("genuine", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_prints_the_field_of_each_item_of_a_batch()
    {
        const string Secret = "C56F00E99723D90F65254B00746844BED11BCDD0DD42B26EC980DC1301C6CD20";
        static string Item(string reference, string signature) => "{\"NotificationRequestItem\":{\"additionalData\":{" + signature
            + "},\"pspReference\":\"" + reference + "\",\"merchantAccountCode\":\"m\",\"eventCode\":\"CAPTURE\",\"success\":\"true\"}}";
        static string Batch(params string[] items) => "{\"notificationItems\":[" + string.Join(',', items) + "]}";
        using var bare = new BodyFile(Batch(Item("first", ""), Item("second", "")));

        var signed = await ToolRun.Of("sign", "adyen", "--secret", Secret, "--body", bare.Path);
        var fields = signed.Lines.Select(line => line.Replace("additionalData.", "", StringComparison.Ordinal)).ToArray();
        using var whole = new BodyFile(Batch(Item("first", fields[0]), Item("second", fields[1])));
        using var crossed = new BodyFile(Batch(Item("first", fields[1]), Item("second", fields[0])));

        Assert.Equal(2, fields.Length);
        Assert.Equal(0, (await ToolRun.Of("verify", "adyen", "--secret", Secret, "--body", whole.Path)).ExitCode);
        Assert.Equal(1, (await ToolRun.Of("verify", "adyen", "--secret", Secret, "--body", crossed.Path)).ExitCode);
    }

    [Theory]
    [InlineData("xanpay")]
    [InlineData("chargebee")]
    public async Task Credentials_without_a_colon_are_told_and_not_thrown(string provider)
    {
        using var file = new BodyFile("{}");

        var run = await ToolRun.Of("verify", provider, "--secret", "no-colon", "--body", file.Path, "--header",
            "Authorization: Basic dXNlcjpwYXNzd29yZA==");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no ':'; write it as user:password.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_is_never_printed()
    {
        using var file = new BodyFile(Body);

        var refused =
            await ToolRun.Of("verify", "chargily", "--secret", "another_secret_99", "--body", file.Path, "--header", await Header(file));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("signature_mismatch", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("another_secret_99", refused.Output + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_without_its_header_is_told_which_one_it_needs()
    {
        using var file = new BodyFile(Body);

        var refused = await ToolRun.Of("verify", "chargily", "--secret", Key, "--body", file.Path);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--header \"signature: ...\"", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_provider_does_not_sign_is_not_genuine()
    {
        using var file = Sample("portone", "refund.SUCCESS");

        var refused = await ToolRun.Of("verify", "portone", "--secret", Key, "--body", file.Path);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("unsigned_kind", refused.Output, StringComparison.Ordinal);
        Assert.Contains("AcceptUnsigned", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_comes_from_standard_input_without_its_line_end()
    {
        using var file = new BodyFile(Body);

        var signed =
            await ToolRun.Of(SignCommand.Create(ToolRun.With($"{Key}\n")), ["sign", "chargily", "--secret", "-", "--body", file.Path]);

        Assert.Equal(await Header(file), signed.Lines[0]);
    }

    [Fact]
    public async Task The_secret_comes_from_the_environment()
    {
        using var file = new BodyFile(Body);

        var signed =
            await ToolRun.Of(SignCommand.Create(ToolRun.With("", ("PAYHOOKS_SECRET", Key))), ["sign", "chargily", "--body", file.Path]);

        Assert.Equal(await Header(file), signed.Lines[0]);
    }

    [Fact]
    public async Task The_body_comes_from_standard_input_byte_for_byte()
    {
        using var file = new BodyFile(Body + "\n");

        var signed = await ToolRun.Of(SignCommand.Create(ToolRun.With(Body + "\n")), ["sign", "chargily", "--secret", Key, "--body", "-"]);

        Assert.Equal(await Header(file), signed.Lines[0]);
    }

    [Theory]
    [InlineData("There is no file", "verify", "chargily", "--secret", "k1234567", "--body", "no-such-file.json")]
    [InlineData("is not a header", "verify", "chargily", "--secret", "k1234567", "--body", "-", "--header", "nonsense")]
    [InlineData("is not a time", "verify", "chargily", "--secret", "k1234567", "--body", "-", "--at", "noon")]
    [InlineData("Only one of", "sign", "chargily", "--secret", "-", "--body", "-")]
    [InlineData("Did you mean chargily?", "sign", "chargly", "--secret", "k1234567", "--body", "-")]
    [InlineData("--body", "sign", "chargily", "--secret", "k1234567")]
    public async Task Wrong_usage_is_told_in_one_line(string expected, params string[] args)
    {
        var run = await ToolRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(expected, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_is_told_with_its_form()
    {
        using var file = new BodyFile(Body);

        var run = await ToolRun.Of(SignCommand.Create(ToolRun.With()), ["sign", "xanpay", "--body", file.Path]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("user:password", run.Error, StringComparison.Ordinal);
        Assert.Contains("PAYHOOKS_SECRET", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> Header(BodyFile file) =>
        (await ToolRun.Of("sign", "chargily", "--secret", Key, "--body", file.Path)).Lines[0];

    private static BodyFile Sample(string provider, string name) =>
        new(SampleCatalog.Create(SampleCatalog.Find(provider, name)!, Random.Shared, TimeProvider.System.GetUtcNow()));

    private static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var stream = new System.IO.Compression.GZipStream(target, System.IO.Compression.CompressionLevel.Optimal))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }
}
