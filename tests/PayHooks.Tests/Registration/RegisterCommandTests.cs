using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Providers.Api;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Registration;

/// <summary>payhooks register and payhooks endpoints, against providers on this machine.</summary>
public sealed class RegisterCommandTests : IDisposable
{
    private const string Url = "https://shop.example/webhooks/shop";

    private readonly string folder = Directory.CreateTempSubdirectory("payhooks-register").FullName;

    private string Settings => Path.Combine(folder, "settings.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_is_absent_is_created_and_its_secret_stored_as_the_last_one()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider, """, "PayHooks__Sources__shop__Secrets__0": "whsec_the_old_one" // kept""");

        var run = await RegisterAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error.Replace("Restart the server: it reads its settings at the start.\n", "", StringComparison.Ordinal)));
        Assert.Equal(2, provider.Writes.Length);
        Assert.StartsWith($"POST /v1/webhook_endpoints url={Url}&enabled_events[]=", provider.Writes[0], StringComparison.Ordinal);
        Assert.Equal("POST /v1/webhook_endpoints/we_1 metadata[payhooks]=stored", provider.Writes[1]);
        var settings = SettingsFile.Read(Settings, valuesOnly: false).Settings;
        Assert.Equal(("whsec_the_old_one", "whsec_made_1"),
            (settings["PayHooks:Sources:shop:Secrets:0"], settings["PayHooks:Sources:shop:Secrets:1"]));
        Assert.Contains("// kept", await File.ReadAllTextAsync(Settings), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_made_1", run.Output + run.Error, StringComparison.Ordinal);
        Assert.All(run.Lines, line => Assert.InRange(line.Replace(folder, "", StringComparison.Ordinal).Length, 1, 80));
    }

    [Theory]
    [InlineData(""" "PayHooks__Sources__shop__Secrets__0": "whsec_one", "PayHooks__Sources__shop__Secrets__2": "whsec_two" """, 3)]
    [InlineData(""" "PayHooks__Sources__shop__Secrets__1": "REPLACE_ME" """, 1)]
    [InlineData(""" "PayHooks__Sources__shop__Secrets__0": "REPLACE_ME", "PayHooks__Sources__shop__Secrets__1": "whsec_two" """, 2)]
    [InlineData(""" "PayHooks__Sources__shop__Secrets__0": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)" """, 1)]
    [InlineData(""" "Values": { "payhooks__sources__shop__secrets__4": "whsec_one" } """, 5)]
    public async Task A_new_secret_follows_the_last_one_and_replaces_none(string secrets, int index)
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider, $", {secrets}");
        var before = SettingsFile.Read(Settings, valuesOnly: false).Settings;

        var run = await RegisterAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"as PayHooks__Sources__shop__Secrets__{index} in", run.Output, StringComparison.Ordinal);
        var after = SettingsFile.Read(Settings, valuesOnly: false).Settings;
        Assert.Equal("whsec_made_1", after[$"PayHooks:Sources:shop:Secrets:{index}"]);
        Assert.All(before.Where(one => one.Value is not (null or "REPLACE_ME")), one => Assert.Equal(one.Value, after[one.Key]));
    }

    [Fact]
    public async Task Nothing_is_created_if_the_secret_could_not_be_stored()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);

        var noFolder = await RegisterAsync("--secret-file", Path.Combine(folder, "absent", "secret"));
        var aFolder = await RegisterAsync("--secret-file", folder);
        Configure("square", provider, """, "PayHooks__Sources__shop__Scheme": "{ \"url\": \"https://old.example/webhooks/shop\" }" """);
        var noPlaceForUrl = await RegisterAsync();

        Assert.Equal((1, 1, 1), (noFolder.ExitCode, aFolder.ExitCode, noPlaceForUrl.ExitCode));
        Assert.Contains("absent", noFolder.Error, StringComparison.Ordinal);
        Assert.Contains($"{folder} is a folder", aFolder.Error, StringComparison.Ordinal);
        Assert.Contains("PayHooks__Sources__shop__Scheme is one text", noPlaceForUrl.Error, StringComparison.Ordinal);
        Assert.Empty(provider.Writes);
    }

    [Theory]
    [InlineData("PayHooks__Sources__shop__Secrets__0", "stripe")]
    [InlineData("PAYHOOKS__SOURCES__SHOP__SECRETS__0", "stripe")]
    [InlineData("payhooks__sources__SHOP__scheme__url", "square")]
    public async Task A_variable_that_would_win_over_the_file_is_named_whatever_its_capital_letters(string variable, string name)
    {
        await using var provider = name == "stripe" ? await FakeEndpoints.StripeAsync() : await FakeEndpoints.SquareAsync();
        Configure(name, provider);

        var run = await RegisterAsync(ToolRun.With("", (variable, variable.EndsWith('0') ? "REPLACE_ME" : "https://old.example")), "--config", Settings);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is set and would win over", run.Error, StringComparison.Ordinal);
        Assert.Empty(provider.Writes);
    }

    [Fact]
    public async Task Without_a_settings_file_a_file_for_the_secret_is_asked_for()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        var around = ToolRun.With(
            "", ("PayHooks__Sources__shop__Provider", "stripe"), ("PayHooks__Sources__shop__Api__Key", FakeEndpoints.Key),
            ("PayHooks__Sources__shop__Api__BaseUrl", provider.Url.ToString()));

        var neither = await RegisterAsync(around);
        var file = await RegisterAsync(around, "--secret-file", Path.Combine(folder, "secret"));

        Assert.Equal((1, 0), (neither.ExitCode, file.ExitCode));
        Assert.Contains("--secret-file", neither.Error, StringComparison.Ordinal);
        Assert.Equal("whsec_made_1", await File.ReadAllTextAsync(Path.Combine(folder, "secret")));
        Assert.False(File.Exists("local.settings.json"));
    }

    [Fact]
    public async Task What_a_URL_has_behind_its_path_is_not_shown()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        const string coded = $"{Url}?code=the-code-of-the-function";
        string[] register = ["register", "shop", "--config", Settings, "--url"];

        ToolRun[] runs =
        [
            await ToolRun.Of([.. register, coded, "--dry-run", "--json"]), await ToolRun.Of([.. register, coded]),
            await ToolRun.Of([.. register, Url, "--dry-run"]), await ToolRun.Of([.. register, Url, "--dry-run", "--json"]),
            await ToolRun.Of("endpoints", "shop", "--config", Settings), await ToolRun.Of("endpoints", "shop", "--config", Settings, "--json"),
            await ToolRun.Of([.. register, "http://user:the-code-of-the-function@shop.example/webhooks/shop?a=the-code-of-the-function"]),
        ];

        Assert.Equal(coded, (string)provider.All[0]["url"]!);
        Assert.All(runs, run => Assert.DoesNotContain("the-code", run.Output + run.Error, StringComparison.Ordinal));
        Assert.Contains($"{Url}?…", runs[4].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_URL_has_behind_its_path_is_not_shown_where_the_settings_have_no_room_for_it()
    {
        await using var provider = await FakeEndpoints.SquareAsync();
        Configure("square", provider, """, "PayHooks__Sources__shop__Scheme": "{ \"url\": \"https://old.example/webhooks/shop\" }" """);

        var run = await ToolRun.Of("register", "shop", "--config", Settings, "--url", $"{Url}?code=the-code-of-the-function");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"\"url\": \"{Url}?…\"", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the-code", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_for_the_secret_is_not_touched_before_there_is_one()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        ConcurrentQueue<string> touched = [];
        using var watcher = new FileSystemWatcher(folder);
        watcher.Created += (_, change) => touched.Enqueue(change.Name!);
        watcher.Renamed += (_, change) => touched.Enqueue(change.Name!);
        watcher.EnableRaisingEvents = true;

        // The list, and then nothing more.
        provider.FailAfter(1);
        var run = await RegisterAsync("--secret-file", Path.Combine(folder, "secret"));
        await File.WriteAllTextAsync(Path.Combine(folder, "last"), "");
        await Eventually.Async(() => Task.FromResult(touched.ToArray()), names => names.Contains("last"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(touched, name => name.StartsWith("secret.", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", touched);
        Assert.Equal(["last", "settings.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_provider_repeats_of_a_URL_is_not_shown_either()
    {
        await using var provider = await FakeApi.StartAsync((request, context) =>
            request.Line.StartsWith("GET ", StringComparison.Ordinal)
                ? FakeApi.WriteAsync(context, """{"data":[],"has_more":false}""")
                : FakeApi.WriteAsync(
                    context, $$"""{"error":"Not reachable: {{Uri.UnescapeDataString(request.Body)}}"}""", 400));
        await File.WriteAllTextAsync(Settings, $$"""
            { "PayHooks__Sources__shop__Provider": "stripe", "PayHooks__Sources__shop__Api__Key": "k-of-the-api",
              "PayHooks__Sources__shop__Api__BaseUrl": "{{provider.Url}}" }
            """);

        var run = await ToolRun.Of("register", "shop", "--config", Settings, "--url", $"{Url}?code=the-code-of-the-function");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Not reachable: url={Url}?code=…", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the-code", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_registration_is_shown_and_replaced()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        await RegisterAsync();
        provider.All[0]["metadata"] = new System.Text.Json.Nodes.JsonObject { ["payhooks"] = "pending" };

        var list = await ToolRun.Of("endpoints", "shop", "--config", Settings);
        await RegisterAsync();
        var after = await ToolRun.Of("endpoints", "shop", "--config", Settings);

        Assert.Contains("we_1  unfinished registration", list.Output, StringComparison.Ordinal);
        Assert.Contains("Endpoint we_1 is of a registration that did not finish", list.Error, StringComparison.Ordinal);
        Assert.Contains("we_2  enabled", after.Output, StringComparison.Ordinal);
        Assert.Single(provider.All);
    }

    [Fact]
    public async Task An_endpoint_with_the_same_URL_that_is_not_needed_is_left_and_named()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        await RegisterAsync();
        var twin = provider.All[0].DeepClone().AsObject();
        twin["id"] = "we_connect";
        provider.All.Add(twin);

        var run = await RegisterAsync();

        Assert.Contains("leave    endpoint we_connect, which leads to this source, too:", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, provider.All.Count);
    }

    [Fact]
    public async Task What_is_as_it_should_be_is_left_alone()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        await RegisterAsync();
        var writes = provider.Writes.Length;

        var run = await RegisterAsync();

        Assert.Equal((0, writes), (run.ExitCode, provider.Writes.Length));
        Assert.Contains("keep     endpoint we_1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_differs_is_changed()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        await RegisterAsync();
        var events = provider.All[0]["enabled_events"]!.AsArray();
        events.Remove(events.First(type => (string)type! == "refund.failed"));
        events.Add("charge.expired");

        var run = await RegisterAsync("--json");

        Assert.Equal("change", (string)run.Json["steps"]![0]!["action"]!);
        Assert.Equal("""["refund.failed"]""", run.Json["steps"]![0]!["missing"]!.ToJsonString());
        Assert.DoesNotContain("disabled", provider.Writes[^1], StringComparison.Ordinal);
        Assert.Equal(["charge.expired", "refund.failed"], provider.All[0]["enabled_events"]!.AsArray().Select(type => (string)type!)
            .Where(type => type is "charge.expired" or "refund.failed").Order(StringComparer.Ordinal));

        provider.All[0]["status"] = "disabled";
        await RegisterAsync();

        Assert.Equal("POST /v1/webhook_endpoints/we_1 disabled=false", provider.Writes[^1]);
    }

    [Theory]
    [InlineData("stripe")]
    [InlineData("square")]
    public async Task A_dry_run_sends_only_GETs_and_writes_nothing(string name)
    {
        await using var provider = name == "stripe" ? await FakeEndpoints.StripeAsync() : await FakeEndpoints.SquareAsync();
        Configure(name, provider);
        var before = await File.ReadAllTextAsync(Settings);

        var run = await RegisterAsync("--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("create   an endpoint for ", run.Output, StringComparison.Ordinal);
        Assert.Empty(provider.Writes);
        Assert.Equal(before, await File.ReadAllTextAsync(Settings));
    }

    [Fact]
    public async Task An_endpoint_is_enabled_only_after_its_key_and_its_URL_are_stored()
    {
        await using var provider = await FakeEndpoints.SquareAsync();
        Configure("square", provider, """, "PayHooks": { "Sources": { "shop": { "Secrets": ["REPLACE_ME"] } } }""");

        var run = await RegisterAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"enabled\":false", provider.Writes[0], StringComparison.Ordinal);
        Assert.Equal("""PUT /v2/webhooks/subscriptions/wbhk_1 {"subscription":{"enabled":true}}""", provider.Writes[1]);
        var settings = SettingsFile.Read(Settings, valuesOnly: false).Settings;
        Assert.Equal(("square-key-1", Url), (settings["PayHooks:Sources:shop:Secrets:0"], settings["PayHooks:Sources:shop:Scheme:Url"]));
    }

    [Fact]
    public async Task A_key_that_the_provider_shows_is_stored_if_the_settings_lack_it()
    {
        await using var provider = await FakeEndpoints.SquareAsync();
        Configure("square", provider);
        await RegisterAsync();
        Configure("square", provider, $""", "PayHooks__Sources__shop__Scheme__Url": "{Url}" """);
        var writes = provider.Writes.Length;

        var run = await RegisterAsync();

        Assert.Equal((0, writes), (run.ExitCode, provider.Writes.Length));
        Assert.Equal("square-key-1", SettingsFile.Read(Settings, valuesOnly: false).Settings["PayHooks:Sources:shop:Secrets:0"]);
    }

    [Fact]
    public async Task A_secret_that_nobody_can_read_is_asked_for_or_renewed_and_never_replaced_silently()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        await RegisterAsync();
        Configure("stripe", provider);

        var refused = await RegisterAsync();
        var writes = provider.Writes.Length;
        var renewed = await RegisterAsync("--new-secret", "--show-secret");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--new-secret", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, writes);
        Assert.Equal(0, renewed.ExitCode);
        Assert.Contains("whsec_made_2", renewed.Output, StringComparison.Ordinal);
        Assert.Equal("we_2", (string)Assert.Single(provider.All)["id"]!);
    }

    [Fact]
    public async Task A_file_of_its_own_is_readable_by_its_owner_only_and_is_not_overwritten()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        var file = Path.Combine(folder, "secret");

        var run = await RegisterAsync("--secret-file", file);

        Assert.Equal((0, "whsec_made_1"), (run.ExitCode, await File.ReadAllTextAsync(file)));
        Assert.Contains("az keyvault secret set --vault-name $vault --name payhooks-shop-N \\\n"
            + $"    --file '{file}' --encoding utf-8 --output none", run.Error, StringComparison.Ordinal);
        Assert.Contains("starts_with(name, 'payhooks-shop-')", run.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        provider.All.Clear();
        var again = await RegisterAsync("--secret-file", file);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
        Assert.Empty(provider.All);
    }

    [Fact]
    public async Task A_wrong_key_and_missing_settings_say_what_to_do()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider, key: "another-key");
        var wrong = await RegisterAsync();
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("PayHooks__Sources__shop__Api__Key", wrong.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Settings, """{ "PayHooks__Sources__shop__Provider": "stripe", "PayHooks__Sources__old__Provider": "xendit" }""");
        Assert.Contains("PayHooks__Sources__shop__Api__Key is missing. Set it to ", (await RegisterAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("No source is named 'shops'. The settings have: ",
            (await ToolRun.Of("endpoints", "shops", "--config", Settings)).Error, StringComparison.Ordinal);
        var notPublic = await ToolRun.Of("register", "shop", "--config", Settings, "--url", "http://shop.example/webhooks/shop");
        Assert.Equal(2, notPublic.ExitCode);
    }

    [Fact]
    public async Task Endpoints_are_listed_with_what_is_wrong()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        Configure("stripe", provider);
        var none = await ToolRun.Of("endpoints", "shop", "--config", Settings);
        await RegisterAsync();
        var one = await ToolRun.Of("endpoints", "shop", "--config", Settings);
        provider.All[0]["status"] = "disabled";
        var disabled = await ToolRun.Of("endpoints", "shop", "--config", Settings, "--json");

        Assert.Contains("The provider has no webhook endpoint. Run payhooks register shop --url URL", none.Error, StringComparison.Ordinal);
        Assert.Contains("we_1  enabled", one.Output, StringComparison.Ordinal);
        Assert.Contains(Url, one.Output, StringComparison.Ordinal);
        Assert.False((bool)disabled.Json["endpoints"]![0]!["enabled"]!);
        Assert.Contains("is disabled", (string)disabled.Json["problem"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoints", "shop")]
    [InlineData("endpoints", "shop", "--json")]
    [InlineData("register", "shop", "--url", Url, "--dry-run")]
    [InlineData("register", "shop", "--url", Url, "--dry-run", "--json")]
    public async Task What_a_provider_says_moves_no_cursor(params string[] args)
    {
        const string hostile = "x\u001b[2J\u009b31m\r\n\u202e\u200b\U000E0041y";
        await using var provider = await FakeEndpoints.StripeAsync();
        provider.All.Add(new JsonObject
        {
            ["id"] = $"we_{hostile}",
            ["url"] = args[0] == "register" ? Url : $"https://shop.example/{hostile}",
            ["status"] = "enabled",
            ["enabled_events"] = new JsonArray(hostile),
        });
        Configure("stripe", provider);

        var run = await ToolRun.Of([.. args, "--config", Settings]);

        HostileTexts.AssertSafe(run.Output + run.Error);
        Assert.Contains("we_x", run.Output + run.Error, StringComparison.Ordinal);
    }

    private Task<ToolRun> RegisterAsync(params string[] more) =>
        ToolRun.Of(["register", "shop", "--url", Url, "--config", Settings, .. more]);

    private static Task<ToolRun> RegisterAsync(CliEnvironment around, params string[] more) =>
        ToolRun.Of(RegisterCommand.Create(around), ["register", "shop", "--url", Url, .. more]);

    private void Configure(string name, FakeEndpoints provider, string more = "", string key = FakeEndpoints.Key) => File.WriteAllText(
        Settings,
        $$"""
        {
          "PayHooks__Sources__shop__Provider": "{{name}}",
          "PayHooks__Sources__shop__Api__Key": "{{key}}",
          "PayHooks__Sources__shop__Api__BaseUrl": "{{provider.Url}}"{{more}}
        }
        """);
}
