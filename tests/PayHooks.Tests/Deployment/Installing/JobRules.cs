namespace PayHooks.Tests.Deployment.Installing;

/// <summary>What is wrong with the jobs of a pipeline.</summary>
internal static class JobRules
{
    /// <summary>One line for each thing that is wrong in a pipeline file.</summary>
    public static IEnumerable<string> In(string yaml) => PipelineJob.Of(yaml).SelectMany(Of);

    private static IEnumerable<string> Of(PipelineJob job)
    {
        foreach (var problem in job.Commands.SelectMany(InstallRules.InScript))
        {
            yield return $"{job.Name}: {problem}";
        }

        if (job.RunsForPullRequests && job.Publishes)
        {
            yield return $"{job.Name}: a pull request reaches a job that publishes";
        }

        if (job.RunsForPullRequests && job.HasConnection)
        {
            yield return $"{job.Name}: a pull request reaches a job with a connection";
        }

        if (job.InstallingTasks.FirstOrDefault(task => task.StartsWith("Npm@", StringComparison.OrdinalIgnoreCase)) is { } npm)
        {
            yield return $"{job.Name}: {npm} does not say how it installs: use a script";
        }

        if (job.Publishes || job.HasConnection)
        {
            var commands = job.Commands.Where(InstallRules.Installs).Select(command => string.Join(' ', command));
            foreach (var what in job.InstallingTasks.Concat(commands))
            {
                yield return $"{job.Name}: installs beside publishing or deploying: {what}";
            }
        }
    }
}
