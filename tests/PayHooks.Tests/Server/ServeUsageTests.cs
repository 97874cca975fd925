using PayHooks.Cli;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class ServeUsageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nonsense", "nonsense", "payhooks --help")]
    [InlineData("serve --port 80", "--port", "payhooks serve --help")]
    [InlineData("serve --urls", "--urls", "payhooks serve --help")]
    [InlineData("serve extra", "extra", "payhooks serve --help")]
    public async Task Says_in_one_line_what_is_wrong_with_the_usage_and_where_help_is(string commandLine, string names, string hint)
    {
        var (code, error) = await RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        var line = Assert.Single(error);
        Assert.StartsWith("payhooks: ", line, StringComparison.Ordinal);
        Assert.Contains(names, line, StringComparison.Ordinal);
        Assert.EndsWith(hint, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:7071", "TLS")]
    [InlineData("http://127.0.0.1:7071/base", "nothing more")]
    [InlineData("7071", "not an address")]
    [InlineData("http://localhost:0", "127.0.0.1:0")]
    [InlineData("ftp://127.0.0.1", "must be http")]
    [InlineData(";", "no address")]
    public async Task Refuses_an_address_that_it_cannot_listen_on(string urls, string says)
    {
        var (code, error) = await RunAsync("serve", "--urls", urls);
        Assert.Equal(2, code);
        Assert.Contains(says, Assert.Single(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_proxy_that_is_not_an_address()
    {
        var (code, error) = await RunAsync("serve", "--proxy", "10.0.0.1", "--proxy", "nginx");
        Assert.Equal(2, code);
        Assert.Contains("'nginx' is neither an address nor a network", Assert.Single(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_start_without_a_source_and_shows_how_one_is_set()
    {
        var (code, error) = await ServeAsync("{}");
        Assert.Equal(2, code);
        Assert.Contains("PayHooks__Sources__chargily__Secrets__0=", Assert.Single(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Sources": { "shop": { "Provider": "paypal", "Secrets": ["k-0123456789"] } } }""", "PayHooks__Sources__shop__Provider",
        "paypal", "chargily")]
    [InlineData("""{ "Sources": { "chargily": {} } }""", "PayHooks__Sources__chargily__Secrets", "has no secret", "__0")]
    [InlineData("""{ "Sources": { "chargily": { "Secrets": [] } } }""", "PayHooks__Sources__chargily__Secrets", "has no secret", "__0")]
    [InlineData("""{ "Sources": { "chargily": { "Secrets": [""] } } }""", "PayHooks__Sources__chargily__Secrets__0", "is empty", "Set it")]
    [InlineData("""{ "Sources": { "chargily": { "Secrets": ["changeme"] } } }""", "PayHooks__Sources__chargily__Secrets__0", "sample value",
        "Set it")]
    [InlineData("""{ "Sources": { "chargily": { "Secrets": ["@Microsoft.KeyVault(SecretUri=x)"] } } }""",
        "PayHooks__Sources__chargily__Secrets__0", "Key Vault", "Set it")]
    [InlineData("""{ "Sources": { "my-shop": { "Provider": "chargily", "Secrets": ["k-0123456789"] } } }""", "PayHooks__Sources__my-shop",
        "not a source name", "a-z")]
    [InlineData("""{ "Sources": { "chargily": { "Secret": "k-0123456789", "Secrets": ["k-0123456789"] } } }""",
        "PayHooks__Sources__chargily__Secret", "not a setting", "Secrets")]
    [InlineData("""{ "MaxBodyBytes": "1 MB" }""", "PayHooks__MaxBodyBytes", "not a number", "digits")]
    [InlineData("""{ "AckTimeout": "4" }""", "PayHooks__AckTimeout", "not a time", "hh:mm:ss")]
    [InlineData("""{ "AckTimeout": "00:10:00" }""", "PayHooks__AckTimeout", "out of range", "between")]
    [InlineData("""{ "Retention": "40.00:00:00", "DeduplicationWindow": "30.00:00:00" }""", "PayHooks__DeduplicationWindow",
        "shorter than Retention", "at least")]
    [InlineData("""{ "Retry": { "Delays": ["soon"] } }""", "PayHooks__Retry__Delays__0", "not a time", "hh:mm:ss")]
    [InlineData("""{ "Forward": { "Url": "orders" } }""", "PayHooks__Forward__Url", "not an absolute", "https://")]
    [InlineData("""{ "Forward": { "Url": "https://example.com" } }""", "PayHooks__Forward__Secret", "is missing", "whsec_")]
    [InlineData("""{ "Forward": { "Secret": "whsec_x" } }""", "PayHooks__Forward__Url", "is missing", "target")]
    public async Task Names_the_setting_what_is_wrong_and_the_fix(string payHooks, string setting, string what, string fix)
    {
        var (code, error) = await ServeAsync($$"""{ "PayHooks": {{payHooks}} }""");
        Assert.Equal(2, code);
        var line = Assert.Single(error);
        Assert.StartsWith($"payhooks: {setting} ", line, StringComparison.Ordinal);
        Assert.Contains(what, line, StringComparison.Ordinal);
        Assert.Contains(fix, line, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_every_problem_on_a_line_of_its_own()
    {
        var (code, error) =
            await ServeAsync("""{ "PayHooks": { "Colour": "blue", "Sources": { "chargily": {}, "shop": { "Provider": "paypal" } } } }""");
        Assert.Equal(2, code);
        Assert.Equal(3, error.Length);
    }

    [Fact]
    public async Task Says_so_when_the_config_file_is_missing()
    {
        var (code, error) = await RunAsync("serve", "--config", folder.File("missing.json"));
        Assert.Equal(2, code);
        Assert.Contains("no settings file", Assert.Single(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_on_which_line_the_config_file_is_not_JSON()
    {
        var (code, error) = await ServeAsync("{\n  \"PayHooks\": {\n    \"Sources\" {}\n");
        Assert.Equal(2, code);
        Assert.Contains("not valid JSON: line 3,", Assert.Single(error), StringComparison.Ordinal);
    }

    private async Task<(int Code, string[] Error)> ServeAsync(string config)
    {
        await File.WriteAllTextAsync(folder.File("config.json"), config);
        return await RunAsync("serve", "--config", folder.File("config.json"), "--data", folder.File("payhooks-data"));
    }

    private static async Task<(int Code, string[] Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Program.RunAsync(args, output, error);
        Assert.Equal("", output.ToString());
        return (code, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
