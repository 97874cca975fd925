using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>What a pull request brings, and what npm brings, never runs where something is published or deployed.</summary>
public sealed class PipelineJobTests
{
    private const string OnMain = "and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))";

    [Fact]
    public void The_pipelines_keep_installing_publishing_and_pull_requests_apart()
    {
        var pipelines = Repository.Files("*.yml").Concat(Repository.Files("*.yaml"))
            .Where(file =>
                file.StartsWith("azure-pipelines", StringComparison.Ordinal) || file.StartsWith("infra/", StringComparison.Ordinal)
                || file.StartsWith(".github/workflows/", StringComparison.Ordinal)).ToArray();
        Assert.Contains("azure-pipelines.yml", pipelines);
        Assert.Contains("infra/deploy-stages.yml", pipelines);
        Assert.Empty(pipelines.SelectMany(file => JobRules.In(Repository.Read(file)).Select(problem => $"{file}: {problem}")));
    }

    // So that an empty list of problems does not mean that nothing was read.
    [Fact]
    public void The_jobs_are_seen_as_what_they_are()
    {
        var jobs = PipelineJob.Of(Repository.Read("azure-pipelines.yml")).Concat(PipelineJob.Of(Repository.Read("infra/deploy-stages.yml")))
            .ToArray();
        Assert.Contains(jobs, job => job.RunsForPullRequests && job.Commands.Any(InstallRules.Installs));
        Assert.Contains(jobs, job => job.Publishes && !job.RunsForPullRequests);
        Assert.Equal(2, jobs.Count(job => job.HasConnection && !job.RunsForPullRequests));
    }

    [Theory]
    [InlineData("ne(variables['Build.Reason'], 'PullRequest')", true)]
    [InlineData("and(succeeded(), and(always(), eq(variables['Build.SourceBranch'], 'refs/heads/main')))", true)]
    [InlineData("or(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))", false)]
    [InlineData("and(succeeded(), or(always(), ne(variables['Build.Reason'], 'PullRequest')))", false)]
    [InlineData("eq(variables['Build.Reason'], 'PullRequest')", false)]
    [InlineData("succeeded()", false)]
    [InlineData("", false)]
    [InlineData("${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}", true)]
    [InlineData("github.event_name == 'push' || always()", false)]
    [InlineData("github.ref == 'refs/heads/main'", false)]
    public void A_condition_keeps_pull_requests_out_only_when_it_must_hold(string condition, bool excludes) =>
        Assert.Equal(excludes, RunCondition.ExcludesPullRequests(condition));

    [Fact]
    public void A_pipeline_that_keeps_them_apart_passes() => Assert.Empty(JobRules.In($"""
        stages:
          - stage: Test
            jobs:
              - job: Test
                steps:
                  - script: npm ci --ignore-scripts
          - stage: Package
            condition: {OnMain}
            jobs:
              - job: Package
                steps:
                  - publish: x
        """));

    [Theory]
    [InlineData("publish: x", "reaches a job that publishes")]
    [InlineData("task: PublishBuildArtifacts@1", "reaches a job that publishes")]
    [InlineData("script: dotnet nuget push x.nupkg", "reaches a job that publishes")]
    [InlineData("{ task: AzureCLI@2, inputs: { azureSubscription: payhooks-dev } }", "reaches a job with a connection")]
    [InlineData("script: npm ci", "--ignore-scripts")]
    [InlineData("{ task: DotNetCoreCLI@2, inputs: { command: custom, custom: tool, arguments: install PayHooks.Cli --source x } }",
        "without an exact --version")]
    [InlineData("task: Npm@1", "use a script")]
    public void A_step_that_a_pull_request_must_not_reach_fails(string step, string problem) =>
        Assert.Contains(JobRules.In($"jobs: [{{ job: Test, steps: [{Braced(step)}] }}]"), said =>
            said.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("publish: x", "script: npm ci --ignore-scripts")]
    [InlineData("publish: x", "script: npx --no-install azurite")]
    [InlineData("publish: x", "script: dotnet tool install PayHooks.Cli --version 0.1.0 --source drop")]
    [InlineData("publish: x", "script: .ci/run")]
    [InlineData("publish: x", "task: UseNode@1")]
    [InlineData("{ task: AzureCLI@2, inputs: { azureSubscription: payhooks-dev, inlineScript: dotnet tool restore } }", "checkout: self")]
    public void An_install_beside_publishing_or_a_connection_fails(string first, string second) => Assert.Contains(
        JobRules.In($"""
            stages:
              - stage: Package
                condition: {OnMain}
                jobs: [{"{"} job: Package, steps: [{Braced(first)}, {Braced(second)}] {"}"}]
            """),
        said => said.Contains("installs beside publishing or deploying", StringComparison.Ordinal));

    [Theory]
    [InlineData("pull_request", "", "uses: actions/upload-artifact@v4", "reaches a job that publishes")]
    [InlineData("[push, pull_request]", "", "run: npm publish", "reaches a job that publishes")]
    [InlineData("{ pull_request_target: {} }", "github.ref == 'refs/heads/main'", "uses: azure/login@v2",
        "reaches a job with a connection")]
    [InlineData("pull_request", "", "run: echo ${{ secrets.KEY }}", "reaches a job with a connection")]
    [InlineData("push", "", "run: npm install x && gh release create v1", "installs beside publishing")]
    [InlineData("push", "", "run: dotnet tool install x --add-source y", "--add-source")]
    public void A_workflow_is_read_like_a_pipeline(string on, string condition, string step, string problem) => Assert.Contains(
        JobRules.In($"on: {on}\njobs:\n  build:\n    if: \"{condition}\"\n    steps:\n      - {step}"), said =>
            said.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_workflow_that_publishes_a_push_alone_passes() => Assert.Empty(JobRules.In("""
        on: [push, pull_request]
        jobs:
          test:
            steps:
              - run: npm ci --ignore-scripts
          publish:
            if: github.event_name == 'push'
            steps:
              - uses: actions/upload-artifact@v4
        """));

    private static string Braced(string step) => step.StartsWith('{') ? step : $"{{ {step} }}";
}
