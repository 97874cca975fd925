using System.Text.Json.Nodes;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

/// <summary>What README and RUNBOOK tell people to type and to set has to exist.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Documents = ["README.md", "RUNBOOK.md"];

    [Fact]
    public void Commands_name_files_that_exist()
    {
        var paths = Documents.SelectMany(Blocks).SelectMany(block => block.Find(@"(?<![\w/.-])(infra|src|tests)/[\w./-]*\w")).Distinct().ToArray();
        Assert.Contains("infra/dev.bicepparam", paths);
        Assert.All(paths, path => Assert.True(Repository.Has(path), $"{path} is not there."));
    }

    [Fact]
    public void Links_lead_to_files_that_exist() => Assert.All(
        Documents.Append("ARCHITECTURE.md").SelectMany(file => Repository.Read(file).Find(@"\]\((?<it>[\w./-]+\.md)\)")),
        link => Assert.True(Repository.Has(link), $"{link} is not there."));

    [Fact]
    public async Task Commands_and_options_of_the_tool_exist()
    {
        foreach (var call in Documents.SelectMany(Blocks).SelectMany(block => block.Find(@"(^|[|(] *|xargs )payhooks (?<it>[a-z][^|\n#)]*)")).Distinct())
        {
            var words = call.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var help = await ToolRun.Of(words[0], "--help");
            Assert.True(help.ExitCode == 0, $"payhooks {call}: no such command.");
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.True(
                help.Output.Find($@"{option}\b").Length > 0, $"payhooks {call}: no option {option}."));
        }
    }

    [Fact]
    public void Every_setting_of_the_host_and_of_the_sample_is_explained()
    {
        var readme = Repository.Read("README.md");
        var host = Leaves(JsonNode.Parse(Repository.Read("host.json"))!).ToArray();
        var sample = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!.AsObject().Select(value => value.Key).Where(name => !name.StartsWith("PayHooks__Sources__", StringComparison.Ordinal));
        Assert.All(host.Concat(sample), name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [BicepFact]
    public void Every_setting_of_the_deployed_app_is_explained()
    {
        var readme = Repository.Read("README.md");
        var names = PlannedDeployment.Full.Settings.Keys.Where(name => !name.StartsWith("PayHooks__", StringComparison.Ordinal));
        Assert.All(names, name => Assert.True(
            readme.Contains($"`{name}`", StringComparison.Ordinal) || readme.Contains($"`{name[..Math.Max(0, name.IndexOf("__", StringComparison.Ordinal))]}__…`", StringComparison.Ordinal), $"{name} is not explained."));
    }

    // Levels of the log are explained as one.
    private static IEnumerable<string> Leaves(JsonNode node) => node.AsObject().SelectMany(child =>
        child is { Key: not "logLevel", Value: JsonObject inner } ? Leaves(inner) : [child.Key]);

    private static IEnumerable<string> Blocks(string file) => Repository.Read(file).ReplaceLineEndings("\n").Find(@"^```(ba)?sh\n(?<it>[\s\S]+?)^```");
}
