using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

/// <summary>Descriptions on the command line.</summary>
public sealed class SchemeCommandTests : IDisposable
{
    private const string Secret = "acme-secret-one";
    private const string Url = "https://shop.example/hook";

    private readonly BodyFile body = new("""{"id":"evt_1","type":"a.b"}""");
    private readonly BodyFile scheme =
        new("""{ "signature": { "header": "X-Acme" }, "content": "{url}{body}", "event": { "id": "id", "type": "type" } }""");

    public void Dispose()
    {
        body.Dispose();
        scheme.Dispose();
    }

    private Task<ToolRun> Run(string command, params string[] more) =>
        ToolRun.Of([command, "custom", "--scheme", scheme.Path, "--secret", Secret, "--body", body.Path, .. more]);

    [Fact]
    public async Task What_sign_prints_verifies_with_the_same_url_alone()
    {
        var signed = await Run("sign", "--url", Url);

        var verified = await Run("verify", "--url", Url, "--header", signed.Lines[0]);
        var elsewhere = await Run("verify", "--url", $"{Url}/", "--header", signed.Lines[0]);

        Assert.StartsWith("X-Acme: ", signed.Lines[0], StringComparison.Ordinal);
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("a.b", verified.Output, StringComparison.Ordinal);
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Contains($"It verifies when the URL is {Url}:", elsewhere.Output + elsewhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_url_that_is_signed_verify_asks_for_it()
    {
        var signed = await Run("sign", "--url", Url);
        var verified = await Run("verify", "--header", signed.Lines[0]);

        Assert.Equal(1, verified.ExitCode);
        Assert.StartsWith("refused  url_missing: ", verified.Output, StringComparison.Ordinal);
        Assert.Contains("--url https://host/path", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custom_asks_for_its_scheme()
    {
        var run = await ToolRun.Of("verify", "custom", "--secret", Secret, "--body", body.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--scheme FILE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_file_is_reported()
    {
        using var wrong = new BodyFile("""{ "signature": { "heder": "X" } }""");
        var run = await ToolRun.Of("sign", "custom", "--scheme", wrong.Path, "--secret", Secret, "--body", body.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{Path.GetFileName(wrong.Path)}: signature.heder is unknown.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean header?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_in_code_has_no_file()
    {
        var run = await ToolRun.Of("verify", "portone", "--scheme", scheme.Path, "--secret", Secret, "--body", body.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("portone is not described by a file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_the_scheme_has_wrong_is_found()
    {
        using var right = new BodyFile("""{ "algorithm": "hmac-sha512", "encoding": "base64", "signature": { "header": "X-Acme" } }""");
        using var wrong = new BodyFile("""{ "algorithm": "hmac-sha512", "encoding": "base64", "signature": { "header": "X-Acme" }, "secret": { "decode": "base64" } }""");
        const string key = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
        var signed = await ToolRun.Of("sign", "custom", "--scheme", right.Path, "--secret", key, "--body", body.Path);
        var run = await ToolRun.Of("verify", "custom", "--scheme", wrong.Path, "--secret", key, "--body", body.Path, "--header",
            signed.Lines[0]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("keyed with the secret as it is", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_time_in_a_list_that_has_passed_is_found()
    {
        using var list = new BodyFile("""{ "signature": { "header": "S", "list": { "key": "v1" } }, "content": "{timestamp}.{body}", "timestamp": { "key": "t" } }""");
        var signed = await ToolRun.Of("sign", "custom", "--scheme", list.Path, "--secret", Secret, "--body", body.Path);
        var run = await ToolRun.Of(
            "verify", "custom", "--scheme", list.Path, "--secret", Secret, "--body", body.Path, "--header", signed.Lines[0], "--at",
                "2020-01-01T00:00:00Z");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("It verifies with --at 20", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_find_a_scheme_file_beside_the_config_file()
    {
        using var folder = TemporaryFolder.WithoutDisk();
        await File.WriteAllTextAsync(folder.File("acme.json"), """{ "signature": { "header": "X" } }""");
        await File.WriteAllTextAsync(folder.File("config.json"),
            """{ "PayHooks": { "Sources": { "acme": { "Provider": "custom", "SchemeFile": "acme.json" } } } }""");

        var settings = PayHooks.Cli.Settings.ServerSettings.Load(Path.GetTempPath(), folder.File("config.json"));

        Assert.Equal(folder.File("acme.json"), settings.Configuration["PayHooks:Sources:acme:SchemeFile"]);
    }
}
