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

    [Theory]
    [InlineData("README.md")]
    [InlineData("RUNBOOK.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("SECURITY.md")]
    [InlineData("docs/payments.md")]
    [InlineData("docs/providers.md")]
    [InlineData("docs/provider-by-description.md")]
    [InlineData("docs/provider-in-code.md")]
    public void Links_lead_to_files_and_headings_that_exist(string document)
    {
        foreach (var link in Repository.Read(document).Find(@"\]\((?!https?:)(?<it>[^)\s]+)\)"))
        {
            var (file, heading) = link.Split('#') is [var path, var anchor] ? (path, anchor) : (link, "");
            var target = Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, file.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, file)));
            Assert.True(Repository.Has(target) || Directory.Exists(Repository.PathOf(target)), $"{document}: {link} is not there.");
            if (heading.Length > 0)
            {
                Assert.Contains(heading, Repository.Read(target).Find("^##+ (?<it>.+)$").Select(Anchor));
            }
        }
    }

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
    public void The_description_that_the_README_shows_is_the_file_that_it_names() =>
        Assert.Contains($"```json\n{Repository.Read("docs/scheme.example.json").ReplaceLineEndings("\n").TrimEnd()}\n```", Repository.Read("README.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);

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

    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Trim().Replace(' ', '-');

    // Levels of the log are explained as one.
    private static IEnumerable<string> Leaves(JsonNode node) => node.AsObject().SelectMany(child =>
        child is { Key: not "logLevel", Value: JsonObject inner } ? Leaves(inner) : [child.Key]);

    private static IEnumerable<string> Blocks(string file) => Repository.Read(file).ReplaceLineEndings("\n").Find(@"^```(ba)?sh\n(?<it>[\s\S]+?)^```");
}
