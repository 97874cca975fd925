using System.Diagnostics;
using PayHooks.Tests.Deployment.Installing;
using PayHooks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace PayHooks.Tests.Deployment;

/// <summary>The pipeline runs nowhere but in Azure DevOps; what can be known of it before is checked here.</summary>
public sealed class PipelineTests
{
    private static readonly YamlMappingNode Pipeline = Load("azure-pipelines.yml");
    private static readonly YamlMappingNode Template = Load("infra/deploy-stages.yml");

    // What a job may hold and leave behind, Installing/PipelineJobTests asks; this also keeps other branches out.
    [Fact]
    public void Only_main_reaches_a_stage_that_packages_or_deploys()
    {
        var stages = Items(Pipeline, "stages").Where(stage => stage.Children.ContainsKey("stage")).Concat(Items(Template, "stages"))
            .ToArray();
        Assert.Equal("Test", Text(stages[0], "stage"));
        Assert.Equal(4, stages.Length);
        Assert.All(stages.Skip(1), stage =>
        {
            Assert.StartsWith("and(succeeded(), ", Text(stage, "condition"), StringComparison.Ordinal);
            Assert.Contains("eq(variables['Build.SourceBranch'], 'refs/heads/main')", Text(stage, "condition"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_smoke_test_runs_as_a_principal_of_its_own_with_the_key_of_one_function()
    {
        var steps = All(Template).Where(node => node.Children.ContainsKey("task")).ToArray();
        var smokeTest = Assert.Single(steps, step => Script(step).Contains("infra/smoke-test.sh", StringComparison.Ordinal));
        Assert.Equal("payhooks-${{ parameters.environment }}-smoke", Text((YamlMappingNode)smokeTest["inputs"], "azureSubscription"));
        Assert.Equal("$(showEventKey)", Text((YamlMappingNode)smokeTest["env"], "PAYHOOKS_KEY"));

        // The host's keys open every function, the one that erases too.
        var asked = steps.SelectMany(step => ShellCommands.Of(Script(step))).Where(command => command.Contains("keys")).ToArray();
        Assert.All(asked, command =>
            Assert.Equal(["az", "functionapp", "function", "keys", "list", "--function-name", "ShowEvent"], command.Take(7)));
        Assert.Contains("variable=showEventKey;issecret=true]",
            Script(Assert.Single(steps, step => Script(step).Contains(" keys ", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Dev_comes_before_prod_and_each_is_previewed_before_its_environment_is_asked()
    {
        var calls = Items(Pipeline, "stages").Where(stage => stage.Children.ContainsKey("template")).ToArray();
        Assert.All(calls, call => Assert.Equal("infra/deploy-stages.yml", Text(call, "template")));
        var parameters = calls.Select(call => (YamlMappingNode)call["parameters"]).ToArray();
        Assert.Equal([("dev", "Package"), ("prod", "Deploy_dev")],
            parameters.Select(one => (Text(one, "environment"), Text(one, "dependsOn"))));
        Assert.All(parameters, one => Assert.Equal(
            Items(Template, "parameters").Select(declared => Text(declared, "name")).Order(StringComparer.Ordinal),
                Keys(one).Order(StringComparer.Ordinal)));

        var stages = Items(Template, "stages").ToArray();
        Assert.Equal("Preview_${{ parameters.environment }}", Text(stages[1], "dependsOn"));
        var jobs = stages.SelectMany(stage => Items(stage, "jobs")).ToArray();
        Assert.Equal(["job", "deployment"], jobs.Select(job => Keys(job).First()));
        Assert.Equal("payhooks-${{ parameters.environment }}", Text(jobs[1], "environment"));
    }

    [Fact]
    public void Every_path_that_it_names_exists()
    {
        var paths = new[] { "azure-pipelines.yml", "infra/deploy-stages.yml" }
            .SelectMany(file => (string[])["dev", "prod"], (file, environment) =>
                Repository.Read(file).Replace("${{ parameters.environment }}", environment, StringComparison.Ordinal))
            .SelectMany(text => text.Find(@"(?<![\w/.-])(PayHooks\.slnx|(infra|src|tests)/[\w./-]*\w)")).Distinct().ToArray();
        Assert.Contains("infra/smoke-test.sh", paths);
        Assert.Contains("src/PayHooks.Functions", paths);
        Assert.All(paths, path => Assert.True(Repository.Has(path), $"{path} is not there."));

        // infra/check-bicep.sh makes the templates' names of these.
        var environments =
            ((YamlSequenceNode)Items(Template, "parameters").First()["values"]).Children.Select(value => ((YamlScalarNode)value).Value);
        Assert.All(environments, environment =>
            Assert.True(Repository.Has($"infra/{environment}.bicepparam"), $"{environment} has no parameters."));
    }

    [Fact]
    public void Its_outputs_are_those_of_the_template()
    {
        var outputs = Repository.Read("infra/main.bicep").Find(@"^output (?<it>\w+)").ToHashSet();
        var asked = (string[])["azure-pipelines.yml", "infra/deploy-stages.yml", "RUNBOOK.md", "docs/deploy.md"];
        Assert.All(
            asked.SelectMany(file => Repository.Read(file).Find(@"(properties\.outputs\.|\(output ""?|^output )(?<it>\w+)")),
            name => Assert.Contains(name, outputs));
    }

    [UnixFact]
    public void Its_scripts_are_scripts()
    {
        var scripts = All(Pipeline).Concat(All(Template)).SelectMany(node => node.Children)
            .Where(child => child.Key is YamlScalarNode { Value: "script" or "inlineScript" })
                .Select(child => ((YamlScalarNode)child.Value).Value!).ToArray();
        Assert.True(scripts.Length >= 7);
        Assert.All(scripts, script => Assert.Equal((0, ""), Bash(["-n"], script)));
        Assert.All(Directory.EnumerateFiles(Repository.PathOf("infra"), "*.sh"), file => Assert.Equal((0, ""), Bash(["-n", file], "")));
    }

    private static (int ExitCode, string Error) Bash(string[] args, string input)
    {
        using var bash =
            Process.Start(
            new ProcessStartInfo("bash", args) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false })!;
        bash.StandardInput.Write(input);
        bash.StandardInput.Close();
        var error = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, error.Trim());
    }

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Repository.Read(file));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static IEnumerable<YamlMappingNode> All(YamlNode node) => node.AllNodes.OfType<YamlMappingNode>();

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        ((YamlSequenceNode)node[key]).Children.Cast<YamlMappingNode>();

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    private static string Script(YamlMappingNode step) =>
        step.Children.TryGetValue("inputs", out var inputs)
            && ((YamlMappingNode)inputs).Children.TryGetValue("inlineScript", out var script) ? ((YamlScalarNode)script).Value! : "";

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
}
