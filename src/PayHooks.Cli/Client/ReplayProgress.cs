using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>Follows a bulk replay until it ends. The server works on it with or without somebody who follows.</summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TalkInterval = TimeSpan.FromSeconds(10);

    /// <summary>Writes the progress, and at the end the result.</summary>
    /// <returns>The exit code: a failure if an event could not be replayed, or the job was stopped.</returns>
    public static async Task<int> FollowAsync(
        CliConsole screen, ApiClient api, string id, TimeProvider time, CancellationToken cancellationToken)
    {
        var talkedAt = time.GetTimestamp();
        while (true)
        {
            var answer = await api.GetAsync($"api/replays/{id}", cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(answer.Problem);
            }

            var job = new ReplayJobView(answer.Json!.Value);
            if (job.State != "running")
            {
                return Report(screen, api, job);
            }

            if (time.GetElapsedTime(talkedAt) >= TalkInterval)
            {
                talkedAt = time.GetTimestamp();
                screen.Hint($"{job.Done} of {job.TotalText} …");
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private static int Report(CliConsole screen, ApiClient api, ReplayJobView job)
    {
        screen.Line(
            $"{job.Id}  {job.State}: {Format.Count(job.Done, "event")} replayed, {job.Skipped} left out, {job.Failed} failed");
        if (job.Failed > 0)
        {
            return screen.Fail(
                $"{Format.Count(job.Failed, "event")} could not be replayed: the body is gone, or the source is not configured.");
        }

        if (job.State != "done")
        {
            return screen.Fail("Somebody stopped it.");
        }

        screen.Next($"events{api.Option}");
        return ExitCode.Done;
    }
}
