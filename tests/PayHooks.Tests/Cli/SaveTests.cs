using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Testing;
using PayHooks.Tests.Support;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class SaveTests(ToolServer server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "saved.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_saved_event_is_its_first_body_byte_for_byte_and_can_be_sent_again()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);

        var saved = await server.RunAsync("save", id, "--out", File);

        Assert.Equal(0, saved.ExitCode);
        Assert.Contains("personal data", saved.Error, StringComparison.Ordinal);
        var fixture = Fixture.Parse(await System.IO.File.ReadAllBytesAsync(File));
        Assert.Equal(("chargily", "chargily", "application/json", false),
            (fixture.Provider, fixture.Source, fixture.ContentType, fixture.IsMasked));
        using var client = new HttpClient();
        Assert.Equal(await client.GetByteArrayAsync(new Uri($"{server.Url}/api/events/{id}/body")), fixture.Body.ToArray());

        var sent = await server.RunAsync("send", "--fixture", File, "--secret", ToolServer.ChargilySecret, "--json");

        Assert.Equal((0, id), (sent.ExitCode, (string?)sent.Json["events"]![0]));
        Assert.Equal(2, (int)(await server.WaitAsync(id, deliveries: 2))["deliveries"]!);
    }

    [Fact]
    public async Task A_masked_event_is_another_event_with_the_same_facts()
    {
        var id = await server.SendAsync("quiet");
        var original = await server.WaitAsync(id);

        var saved = await server.RunAsync("save", id, "--mask", "--out", File);
        var sent = await server.RunAsync("send", "--fixture", File, "--secret", ToolServer.ChargilySecret, "--json");

        Assert.Equal((0, 0), (saved.ExitCode, sent.ExitCode));
        Assert.Matches("[1-9][0-9]* values masked", saved.Error);
        Assert.DoesNotContain("changed what PayHooks reads", saved.Error, StringComparison.Ordinal);
        var other = (string)sent.Json["events"]![0]!;
        var masked = await server.WaitAsync(other);
        Assert.NotEqual(id, other);
        foreach (var fact in (string[])["type", "source", "amount", "occurredAt", "livemode"])
        {
            Assert.Equal(original[fact]?.ToJsonString(), masked[fact]?.ToJsonString());
        }
    }

    [UnixFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_file_is_readable_by_its_owner_only_and_is_never_overwritten()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);

        await server.RunAsync("save", id, "--out", File);
        var again = await server.RunAsync("save", id, "--out", File);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixture_leaves_nothing_else_to_choose()
    {
        await System.IO.File.WriteAllBytesAsync(File, new Fixture("chargily", "shop", "application/json", "{}"u8.ToArray()).ToJson());

        var named = await ToolRun.Of("send", "chargily", "--fixture", File, "--secret", "s");
        var many = await ToolRun.Of("send", "--fixture", File, "--secret", "s", "--count", "2");

        Assert.Equal((2, 2), (named.ExitCode, many.ExitCode));
        Assert.Contains("Leave PROVIDER, EVENT and --body out.", named.Error, StringComparison.Ordinal);
        Assert.Contains("--duplicates", many.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "id": "evt_1" }""", "has no member payHooksFixture")]
    [InlineData("""{ "payHooksFixture": 2 }""", "this version reads 1")]
    [InlineData("""{ "payHooksFixture": 1, "provider": "chargily", "source": "a", "contentType": "b" }""", "\"body\" is missing")]
    [InlineData("""{ "payHooksFixture": 1, "provider": "nobody", "source": "a", "contentType": "a/b", "body": "" }""", "not built in")]
    [InlineData("[1", "not valid JSON")]
    public async Task A_file_that_is_not_a_fixture_is_refused_with_the_reason(string content, string reason)
    {
        await System.IO.File.WriteAllTextAsync(File, content);

        var run = await ToolRun.Of("send", "--fixture", File, "--secret", "s");
        var thrown = Assert.Throws<FormatException>(() => SampleEvents.FromFixture(File));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }
}

public sealed class FixtureTests
{
    public static TheoryData<string> Providers => [.. SampleEvents.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void An_event_of_every_provider_is_loaded_from_its_fixture(string provider)
    {
        var sample = SampleEvents.Create(provider, SampleEvents.Names(provider)[0]);

        var loaded = Load(new Fixture(provider, "my_shop", "application/json", sample.Body));

        Assert.Equal(("my_shop", provider, sample.Type, sample.Amount, sample.Verification),
            (loaded.Source, loaded.Provider, loaded.Type, loaded.Amount, loaded.Verification));
    }

    [Fact]
    public void A_body_that_is_not_text_keeps_its_bytes()
    {
        byte[] body = [0xff, 0, 1, 2];

        Assert.Equal(body, Fixture.Parse(new Fixture("stripe", "stripe", "application/octet-stream", body).ToJson()).Body.ToArray());
    }

    [Fact]
    public void A_body_of_text_is_readable_in_the_file()
    {
        var file = JsonNode.Parse(new Fixture("stripe", "stripe", "application/json", "{\"a\": \"ü\u2028\"}"u8.ToArray()).ToJson())!;

        Assert.Equal("{\"a\": \"ü\u2028\"}", (string?)file["body"]);
    }

    [Fact]
    public void A_scheme_that_only_the_settings_have_is_pointed_out()
    {
        var thrown = Assert.Throws<FormatException>(() => Load(new Fixture("custom", "shop", "application/json", "{}"u8.ToArray())));

        Assert.Contains("DeliverBodyAsync", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("my shop")]
    [InlineData("my:shop")]
    public void A_source_that_cannot_exist_is_pointed_out(string source)
    {
        var thrown = Assert.Throws<FormatException>(() => Load(new Fixture("stripe", source, "application/json", "{}"u8.ToArray())));

        Assert.Contains($"'{source}' is not a source name", thrown.Message, StringComparison.Ordinal);
    }

    private static WebhookEvent Load(Fixture fixture)
    {
        using var file = new BodyFile(Encoding.UTF8.GetString(fixture.ToJson()));
        return SampleEvents.FromFixture(file.Path);
    }
}
