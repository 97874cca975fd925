using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace PayHooks.Tests.Documents;

/// <summary>What people, editors and the repository's host expect to find.</summary>
public sealed class CommunityFileTests
{
    [Theory]
    [InlineData("LICENSE")]
    [InlineData("CODE_OF_CONDUCT.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData(".github/pull_request_template.md")]
    [InlineData(".github/ISSUE_TEMPLATE/bug_report.yml")]
    [InlineData(".github/ISSUE_TEMPLATE/config.yml")]
    public void The_repository_has(string file) => Assert.True(Repository.Has(file), $"{file} is not there.");

    [Fact]
    public void The_changelog_begins_with_what_is_not_released()
    {
        var headings = Markdown.Read("CHANGELOG.md").Find("^## (?<it>.+)$");
        Assert.Equal("[Unreleased]", headings[0]);
        Assert.All(headings.Skip(1), heading => Assert.Matches(@"^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$", heading));
    }

    [Fact]
    public void Issue_forms_have_what_the_host_requires()
    {
        var forms = Files(".github/ISSUE_TEMPLATE/", "*.yml").Where(file => !file.EndsWith("config.yml", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(3, forms.Length);
        Assert.All(forms, file =>
        {
            var form = Yaml(file);
            Assert.All(["name", "description", "body"], key => Assert.True(form.Children.ContainsKey(key), $"{file} has no {key}."));
            Assert.All((YamlSequenceNode)form["body"], part => Assert.True(((YamlMappingNode)part).Children.ContainsKey("attributes")));
        });
    }

    [Fact]
    public void Dependabot_watches_folders_that_exist()
    {
        var updates = ((YamlSequenceNode)Yaml(".github/dependabot.yml")["updates"]).Cast<YamlMappingNode>().ToArray();
        Assert.Equal(["nuget", "github-actions", "npm"], updates.Select(update => (string?)update["package-ecosystem"]));
        Assert.All(updates, update => Assert.True(Repository.Has($".{(string)update["directory"]!}")));
    }

    [Fact]
    public void Workflows_have_few_rights_no_secrets_and_pinned_actions()
    {
        var workflows = Files(".github/workflows/", "*.yml").ToArray();
        Assert.NotEmpty(workflows);
        Assert.All(workflows, file =>
        {
            var rights = (YamlMappingNode)Yaml(file)["permissions"];
            Assert.Equal([("contents", "read")], rights.Children.Select(right => ((string)right.Key!, (string)right.Value!)));

            var text = Repository.Read(file);
            Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
            var actions = text.Find("uses: (?<it>.+)$");
            Assert.NotEmpty(actions);
            Assert.All(actions, action => Assert.Matches(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action.TrimEnd('\r')));
            Assert.Equal(text.Find("actions/checkout@").Length, text.Find("persist-credentials: false").Length);
        });
    }

    [Theory]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".vscode/extensions.json")]
    [InlineData(".vscode/launch.json")]
    [InlineData(".vscode/settings.json")]
    [InlineData(".vscode/tasks.json")]
    [InlineData("src/PayHooks.Cli/Properties/launchSettings.json")]
    [InlineData("src/PayHooks.Functions/Properties/launchSettings.json")]
    public void Settings_of_editors_are_JSON(string file) =>
        Assert.Equal(JsonValueKind.Object, JsonNode.Parse(Repository.Read(file))!.GetValueKind());

    [Fact]
    public async Task The_tool_serves_when_it_is_started_in_an_editor()
    {
        var profile = JsonNode.Parse(Repository.Read("src/PayHooks.Cli/Properties/launchSettings.json"))!["profiles"]!.AsObject()
            .First().Value!;
        Assert.Equal("serve", (string?)profile["commandLineArgs"]);
        var names = profile["environmentVariables"]!.AsObject().Select(one => one.Key);
        Assert.Contains(names, name => name.StartsWith("PayHooks__Sources__", StringComparison.Ordinal));

        var launches = JsonNode.Parse(Repository.Read(".vscode/launch.json"))!["configurations"]!.AsArray();
        Assert.Equal("serve", (string?)launches[0]!["args"]![0]);
        Assert.All(launches.Where(one => one!["program"] is not null), one => Assert.Equal(
            "${workspaceFolder}/src/PayHooks.Cli/bin/Debug/net10.0/PayHooks.Cli.dll", (string?)one!["program"]));
        Assert.Equal(0, (await ToolRun.Of("serve", "--help")).ExitCode);

        var labels = JsonNode.Parse(Repository.Read(".vscode/tasks.json"))!["tasks"]!.AsArray().Select(task => (string?)task!["label"]);
        Assert.Empty(launches.Select(one => (string?)one!["preLaunchTask"]).Except(labels));
    }

    [Fact]
    public void Packages_have_their_metadata()
    {
        var properties = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants()
            .ToLookup(one => one.Name.LocalName, one => one.Value);
        Assert.All(
            [
                "Authors", "PackageLicenseExpression", "PackageTags", "PackageReadmeFile", "PackageIcon", "PublishRepositoryUrl",
                    "IncludeSymbols",
                "MinVerTagPrefix",
            ],
            name => Assert.True(properties[name].Any(), $"{name} is not set."));
        Assert.Equal("PNG"u8, File.ReadAllBytes(Repository.PathOf("src/icon.png")).AsSpan(1, 3));

        // Relative links and pictures do not work on a package's page.
        Assert.Empty(Markdown.Read("src/PACKAGE.md").Find(@"\]\((?!https:)"));
        Assert.All(
            Files("src/", "*.csproj").Select(Repository.Read)
                .Where(project => !project.Contains("<IsPackable>false", StringComparison.Ordinal)),
            project => Assert.Contains("<Description>", project, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Repository.Files(pattern).Where(file => file.StartsWith(folder, StringComparison.Ordinal));

    private static YamlMappingNode Yaml(string file)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Repository.Read(file));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }
}
