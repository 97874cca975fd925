using PayHooks.Cli;
using PayHooks.Cli.Commands;

namespace PayHooks.Tests.Cli;

/// <summary>What a newcomer types first shows what can be typed.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("payhooks [command]")]
    [InlineData("payhooks [command]", "help")]
    [InlineData("payhooks [command]", "--help")]
    [InlineData("payhooks send", "send")]
    [InlineData("payhooks send", "help", "send")]
    [InlineData("payhooks verify", "help", "verify")]
    public async Task Help_is_printed(string usage, params string[] args)
    {
        var run = await ToolRun.Of(args);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(usage, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_are_grouped_by_task()
    {
        var run = await ToolRun.Of("--help");

        int At(string text) => run.Output.IndexOf(text, StringComparison.Ordinal);
        string[] order =
        [
            "\nRun:\n  serve ", "\nLook:\n  events ", "\n  tail ", "\nAct:\n  replay ", "\nProviders:\n  providers ",
            "\nStore:\n  check ", "\nExamples:\n  payhooks demo",
        ];
        Assert.All(order, part => Assert.True(At(part) > 0, part));
        Assert.Equal(order.Select(At).Order(), order.Select(At));
        Assert.All(Program.CreateRoot().Subcommands, command =>
            Assert.Contains($"\n  {command.Name} ", run.Output, StringComparison.Ordinal));
        Assert.Contains("PAYHOOKS_SERVER", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_command_has_examples_that_it_understands()
    {
        foreach (var command in Program.CreateRoot().Subcommands)
        {
            var run = await ToolRun.Of(command.Name, "--help");
            var examples = run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n')[1..]
                .Select(line => line.Trim()).Where(line => line.Length > 0).ToList();

            Assert.NotEmpty(examples);
            Assert.All(examples, example =>
            {
                Assert.StartsWith($"payhooks {command.Name}", example, StringComparison.Ordinal);
                var parsed = Program.CreateRoot().Parse(example["payhooks ".Length..]);
                Assert.Empty(parsed.Errors.Select(error => $"{example}: {error.Message}"));
            });
        }
    }

    [Fact]
    public async Task Help_names_the_variables_and_what_they_are()
    {
        var run = await ToolRun.Of(
            EventsCommand.Create(ToolRun.With("", ("PAYHOOKS_SERVER", "https://app.example"))), ["events", "--help"]);

        Assert.Contains("PAYHOOKS_SERVER", run.Output, StringComparison.Ordinal);
        Assert.Contains("PAYHOOKS_KEY", run.Output, StringComparison.Ordinal);
        Assert.Contains("[default: https://app.example]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_for_an_unknown_command_is_an_error()
    {
        var run = await ToolRun.Of("help", "sned");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'sned'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_providers_that_have_samples_are_listed()
    {
        var listed = await ToolRun.Of("send", "--list");
        var json = await ToolRun.Of("send", "--list", "--json");

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("stripe", listed.Lines);
        Assert.DoesNotContain("custom", listed.Lines);
        Assert.Equal(listed.Lines, json.Json.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Options_of_send_need_a_provider()
    {
        var run = await ToolRun.Of("send", "--secret", "test_sk_0123456789");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("payhooks send --list", run.Error, StringComparison.Ordinal);
    }
}
