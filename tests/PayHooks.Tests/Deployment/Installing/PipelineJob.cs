using PayHooks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>One job of Azure Pipelines or of GitHub Actions, as far as it matters here what it runs, holds and leaves behind.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Commands">What its scripts run, those of the repository that they call included.</param>
/// <param name="InstallingTasks">Ready-made tasks that install something, which nobody can look into.</param>
/// <param name="Publishes">Whether it leaves an artifact, or publishes a package or a release.</param>
/// <param name="HasConnection">Whether it can reach Azure, an environment, or a secret.</param>
/// <param name="RunsForPullRequests">Whether a pull request can start it.</param>
internal sealed record PipelineJob(
    string Name,
    IReadOnlyList<IReadOnlyList<string>> Commands,
    IReadOnlyList<string> InstallingTasks,
    bool Publishes,
    bool HasConnection,
    bool RunsForPullRequests)
{
    private static readonly string[] Scripts = ["script", "bash", "pwsh", "powershell", "inlineScript", "run"];
    private static readonly string[] Connections =
        ["azureSubscription", "connectedServiceNameARM", "ConnectedServiceName", "environment", "id-token", "secrets"];

    /// <summary>The jobs of a pipeline file, or of a template.</summary>
    public static IReadOnlyList<PipelineJob> Of(string yaml)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(yaml);
        stream.Load(reader);
        var root = (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
        return Child(root, "jobs") is YamlMappingNode github
            ? [.. github.Children.Select(job => OfGitHub(root, Text(job.Key), (YamlMappingNode)job.Value))]
            : [.. OfAzure(root, runsForPullRequests: true)];
    }

    private static PipelineJob OfGitHub(YamlMappingNode root, string name, YamlMappingNode job) =>
        Read(name, job, [Child(root, "permissions")], GitHubRunsForPullRequests(root, job));

    // A stage's condition holds for its jobs. What has steps and no jobs is one job.
    private static IEnumerable<PipelineJob> OfAzure(YamlMappingNode node, bool runsForPullRequests)
    {
        var runs = runsForPullRequests && !RunCondition.ExcludesPullRequests(Text(Child(node, "condition")));
        var inner = (string[])["stages", "jobs"];
        var children = inner.SelectMany(key => (Child(node, key) as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? []).ToArray();
        return children.Length > 0 ? children.SelectMany(child => OfAzure(child, runs))
            : Child(node, "template") is null ? [Read(Text(Child(node, "job") ?? Child(node, "deployment")), node, [], runs)]
            : [];
    }

    private static PipelineJob Read(string name, YamlMappingNode job, YamlNode?[] besides, bool runsForPullRequests)
    {
        var nodes = job.AllNodes.Concat(besides.SelectMany(node => node?.AllNodes ?? [])).ToArray();
        var pairs = nodes.OfType<YamlMappingNode>().SelectMany(node => node.Children)
            .Select(pair => (Key: Text(pair.Key), Value: Text(pair.Value))).ToArray();
        var tasks = pairs.Where(pair => pair.Key is "task" or "uses").Select(pair => pair.Value).ToArray();
        var scripts = pairs.Where(pair => Scripts.Contains(pair.Key)).SelectMany(pair => ShellCommands.Of(pair.Value));
        var commands = Followed(scripts.Concat(TaskCommands(nodes)));
        return new PipelineJob(
            name,
            commands,
            [.. tasks.Where(task => Named(task, "Npm", "NodeTool", "UseNode", "actions/setup-node"))],
            pairs.Any(pair => pair.Key is "publish")
                || tasks.Any(task =>
                    Named(task, "PublishPipelineArtifact", "PublishBuildArtifacts", "UniversalPackages", "actions/upload-artifact"))
                || commands.Any(PublishesPackage),
            pairs.Any(pair => Connections.Contains(pair.Key) || pair.Value.Contains("${{ secrets.", StringComparison.Ordinal))
                || tasks.Any(task => Named(task, "azure/login")),
            runsForPullRequests);
    }

    // What the scripts of the repository run, too.
    private static List<IReadOnlyList<string>> Followed(IEnumerable<IReadOnlyList<string>> commands)
    {
        var all = commands.ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < all.Count; at++)
        {
            foreach (var word in all[at].Where(word => word.Contains('/', StringComparison.Ordinal) && seen.Add(word)))
            {
                if (File.Exists(Repository.PathOf(word)) && Repository.Read(word) is var text
                    && text.StartsWith("#!", StringComparison.Ordinal))
                {
                    all.AddRange(ShellCommands.Of(text));
                }
            }
        }

        return all;
    }

    // DotNetCoreCLI@2 with command, custom and arguments, as the command that it makes of them.
    private static IEnumerable<IReadOnlyList<string>> TaskCommands(IEnumerable<YamlNode> nodes) => nodes.OfType<YamlMappingNode>()
        .Where(step => Named(Text(Child(step, "task")), "DotNetCoreCLI"))
        .Select(step => Child(step, "inputs") as YamlMappingNode).OfType<YamlMappingNode>()
        .SelectMany(inputs => ShellCommands.Of(
            $"dotnet {Text(Child(inputs, "custom") ?? Child(inputs, "command"))} {Text(Child(inputs, "arguments"))}"));

    private static bool PublishesPackage(IReadOnlyList<string> command) => string.Join(' ', command) is var text
        && ((string[])["nuget push", "npm publish", "gh release", "docker push", "az artifacts"])
            .Any(words => text.Contains(words, StringComparison.Ordinal));

    private static bool GitHubRunsForPullRequests(YamlMappingNode root, YamlMappingNode job)
    {
        var triggers = Child(root, "on") switch
        {
            YamlMappingNode mapping => mapping.Children.Keys.Select(Text).ToArray(),
            YamlSequenceNode list => [.. list.Children.Select(Text)],
            var one => [Text(one)],
        };
        return triggers.Any(trigger => trigger is "pull_request" or "pull_request_target" or "workflow_run")
            && !RunCondition.ExcludesPullRequests(Text(Child(job, "if")));
    }

    private static bool Named(string task, params string[] names) => names.Contains(task.Split('@')[0], StringComparer.OrdinalIgnoreCase);

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string Text(YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";
}
