using PayHooks.Cli.Settings;
using PayHooks.Forwarding;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class ServerSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_environment_wins_over_the_config_file_and_that_over_the_local_settings()
    {
        const string Variable = "ServerSettingsTests__First";
        Write("local.settings.json", """
            { "IsEncrypted": false, "Values": { "ServerSettingsTests__First": "local", "ServerSettingsTests:Second": "local", "ServerSettingsTests__Third": "local" } }
            """);
        Write("config.json", """{ "ServerSettingsTests": { "First": "config", "Second": "config" } }""");
        Environment.SetEnvironmentVariable(Variable, "environment");
        try
        {
            var settings = ServerSettings.Load(folder.Path, "config.json");
            Assert.Null(settings.Problem);
            Assert.Equal("environment", settings.Configuration["ServerSettingsTests:First"]);
            Assert.Equal("config", settings.Configuration["ServerSettingsTests:Second"]);
            Assert.Equal("local", settings.Configuration["ServerSettingsTests:Third"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Theory]
    [InlineData("""{ "A": { "B": { "C": "x" } } }""", "A:B:C", "x")]
    [InlineData("""{ "A__B__C": "x" }""", "A:B:C", "x")]
    [InlineData("""{ "A": { "B__C": "x" } }""", "A:B:C", "x")]
    [InlineData("""{ "Values": { "A__B": "x" } }""", "A:B", "x")]
    [InlineData("""{ "A": [ "x", "y" ] }""", "A:1", "y")]
    [InlineData("""{ "A": 1048576 }""", "A", "1048576")]
    [InlineData("""{ /* why */ "A": "x", }""", "A", "x")]
    [InlineData("\uFEFF{ \"A\": \"x\" }", "A", "x")]
    public void Reads_every_way_to_write_a_setting(string json, string key, string value)
    {
        Write("config.json", json);
        var settings = ServerSettings.Load(folder.Path, "config.json");
        Assert.Null(settings.Problem);
        Assert.Equal(value, settings.Configuration[key]);
    }

    [Fact]
    public void Of_the_local_settings_only_the_values_count()
    {
        Write("local.settings.json", """{ "PayHooks": { "AdminKey": "x" }, "Values": {} }""");
        Assert.Null(ServerSettings.Load(folder.Path, null).Configuration["PayHooks:AdminKey"]);
    }

    [Theory]
    [InlineData("local.settings.json", "{ \"Values\": ", "line 1")]
    [InlineData("config.json", "[]", "must be an object")]
    [InlineData("config.json", """{ "PayHooks": { "AdminKey": "a", "adminKey": "b" } }""", "'PayHooks:adminKey'")]
    [InlineData("config.json", "", "not valid JSON")]
    public void Names_the_file_that_cannot_be_used(string file, string json, string says)
    {
        Write(file, json);
        var problem = ServerSettings.Load(folder.Path, file == "config.json" ? file : null).Problem;
        Assert.Contains(file, problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forward_target_on_the_command_line_gets_a_new_secret_unless_one_is_set()
    {
        Write("config.json", """{ "PayHooks": { "Forward": { "Url": "http://127.0.0.1:1/old" } } }""");
        var made = ServerSettings.Load(folder.Path, "config.json", "http://127.0.0.1:2/new");
        Assert.Equal("http://127.0.0.1:2/new", made.Configuration["PayHooks:Forward:Url"]);
        Assert.Equal(made.NewForwardSecret, made.Configuration["PayHooks:Forward:Secret"]);
        Assert.NotNull(ForwardSignature.TryKey(made.NewForwardSecret!));

        Write("config.json", """{ "PayHooks": { "Forward": { "Secret": "whsec_mine" } } }""");
        var kept = ServerSettings.Load(folder.Path, "config.json", "http://127.0.0.1:2/new");
        Assert.Null(kept.NewForwardSecret);
        Assert.Equal("whsec_mine", kept.Configuration["PayHooks:Forward:Secret"]);
    }

    private void Write(string name, string text) => File.WriteAllText(folder.File(name), text);
}
