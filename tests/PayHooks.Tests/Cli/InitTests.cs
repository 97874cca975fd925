using System.Runtime.Versioning;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Configuration;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Cli;

/// <summary>The settings file that a newcomer starts from.</summary>
public sealed class InitTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly TemporaryFolder folder = new();

    private string Local => folder.File(ServerSettings.LocalFile);

    public void Dispose() => folder.Dispose();

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_file_is_what_the_server_reads_and_only_its_owner_can_read_it()
    {
        var run = await RunAsync(ToolRun.With($"{Secret}\n"), "stripe", "--config", Local);

        Assert.Equal((0, $"{Local}: source stripe (stripe)"), (run.ExitCode, run.Output.Trim()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Local));
        var options = SettingsReader.Read(
            ServerSettings.Load(folder.Path, null, environment: ToolRun.With().Settings()).Configuration, new ProviderRegistry());
        var source = Assert.Single(options.Sources);
        Assert.Equal(("stripe", "stripe", 0), (source.Name, source.Provider, options.Errors.Count));
        Assert.Equal(Secret, System.Text.Encoding.UTF8.GetString(source.Secrets[0].Utf8));
    }

    [Fact]
    public async Task Provider_and_secret_are_asked_for_and_the_secret_is_never_shown()
    {
        List<(string Question, bool IsHidden)> asked = [];
        var surroundings = ToolRun.With() with
        {
            Ask = _ => (question, isHidden) =>
            {
                asked.Add((question, isHidden));
                return isHidden ? Secret : "stripe";
            },
        };

        var run = await RunAsync(surroundings, "--config", Local);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([false, true], asked.Select(one => one.IsHidden));
        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains(Secret, await File.ReadAllTextAsync(Local), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_exists_is_not_touched_without_force_and_keeps_its_other_settings_with_it()
    {
        const string before = "{\n  // mine\n  \"Values\": { \"PayHooks__AdminKey\": \"0123456789abcdef\" }\n}\n";
        await File.WriteAllTextAsync(Local, before);

        var refused = await RunAsync(ToolRun.With(Secret), "stripe", "--config", Local);

        Assert.Equal((1, before), (refused.ExitCode, await File.ReadAllTextAsync(Local)));
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);

        var forced = await RunAsync(
            ToolRun.With("", ("PAYHOOKS_SECRET", Secret)), "stripe", "--config", Local, "--source", "shop", "--force");

        Assert.Equal(0, forced.ExitCode);
        Assert.Contains("// mine", await File.ReadAllTextAsync(Local), StringComparison.Ordinal);
        var settings = SettingsFile.Read(Local, valuesOnly: true).Settings;
        Assert.Equal(
            ("0123456789abcdef", "stripe", Secret),
            (settings["PayHooks:AdminKey"], settings["PayHooks:Sources:shop:Provider"], settings["PayHooks:Sources:shop:Secrets:0"]));
    }

    [Theory]
    [InlineData("", "The secret is missing: the endpoint's signing secret", "stripe")]
    [InlineData("not hexadecimal", "PayHooks__Sources__adyen__Secrets__0", "adyen")]
    [InlineData(Secret, "Name the provider")]
    [InlineData(Secret, "docs/custom-providers.md", "custom")]
    [InlineData(Secret, "PayHooks__Sources__", "stripe", "--source", "my shop")]
    [InlineData(Secret, "--source my:shop", "stripe", "--source", "my:shop")]
    [InlineData(Secret, "--source my__shop", "stripe", "--source", "my__shop")]
    [InlineData(Secret, "--source shop_", "stripe", "--source", "shop_")]
    public async Task What_the_server_could_not_use_is_refused_and_nothing_is_written(string input, string reason, params string[] args)
    {
        var run = await RunAsync(ToolRun.With(input), [.. args, "--config", Local]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Local));
    }

    [Fact]
    public async Task An_answer_that_is_not_a_provider_gets_the_nearest_name_and_no_second_question()
    {
        var surroundings = ToolRun.With() with { Ask = _ => (_, isHidden) => isHidden ? throw new InvalidOperationException() : "strpe " };

        var run = await RunAsync(surroundings, "--config", Local);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("There is no provider 'strpe'. Did you mean stripe?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_belonged_to_another_provider_belongs_to_the_new_one()
    {
        await File.WriteAllTextAsync(Local, """{ "Values": { "PayHooks__Sources__stripe__Provider": "chargily" } }""");

        var run = await RunAsync(ToolRun.With(Secret), "stripe", "--config", Local, "--force");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("stripe", SettingsFile.Read(Local, valuesOnly: true).Settings["PayHooks:Sources:stripe:Provider"]);
    }

    [Theory]
    [InlineData("ab\bc\r", "ac")]
    [InlineData("\b\r", "")]
    [InlineData("abc\u0004", null)]
    public void A_hidden_answer_ends_with_Enter_and_is_given_up_with_CtrlD(string typed, string? answer)
    {
        var keys = new Queue<char>(typed);

        Assert.Equal(answer, Question.ReadHidden(() => keys.Dequeue() switch
        {
            '\r' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false),
            '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, shift: false, alt: false, control: false),
            '\u0004' => new ConsoleKeyInfo('\u0004', ConsoleKey.D, shift: false, alt: false, control: true),
            var letter => new ConsoleKeyInfo(letter, ConsoleKey.None, shift: false, alt: false, control: false),
        }));
    }

    [Fact]
    public async Task Another_file_has_the_settings_at_its_root()
    {
        var run = await RunAsync(ToolRun.With(Secret), "chargily", "--config", folder.File("payhooks.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Next: payhooks serve --config", run.Error, StringComparison.Ordinal);
        var written = SettingsFile.Read(folder.File("payhooks.json"), valuesOnly: false).Settings;
        Assert.Equal(Secret, written["PayHooks:Sources:chargily:Secrets:0"]);
    }

    [Fact]
    public void The_secret_cannot_be_an_argument() =>
        Assert.DoesNotContain(InitCommand.Create().Options, option => option.Name.Contains("secret", StringComparison.Ordinal));

    private static Task<ToolRun> RunAsync(CliEnvironment surroundings, params string[] args) =>
        ToolRun.Of(InitCommand.Create(surroundings), ["init", .. args]);
}
