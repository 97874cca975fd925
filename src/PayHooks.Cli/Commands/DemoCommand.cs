using System.CommandLine;
using PayHooks.Cli.Demo;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks demo</c>: runs the whole demo on a temporary store.</summary>
internal static class DemoCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var exit = new Option<bool>("--exit")
        {
            Description = "End after the stories instead of serving; the exit code says whether all promises were kept",
        };
        var all = new Option<bool>("--all") { Description = "With every provider that is built in, not only the four of the story" };
        var command = new Command("demo", "Show on a temporary server what happens to repeats, forgeries, failures, restarts and payments.")
        {
            exit, all,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(new CliConsole(parsed), new DemoSources(parsed.GetValue(all)), parsed.GetValue(exit), around.Time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliConsole screen, DemoSources sources, bool exit, TimeProvider time, CancellationToken cancellationToken)
    {
        var handlers = new DemoHandlers();
        await using var stage = new DemoHost(sources, handlers, time);
        try
        {
            var started = time.GetTimestamp();
            var (results, stories) = await PlayAsync(
                screen, stage, new DemoScript(sources, handlers, time).Scenes(), new PaymentStories(sources, time).All(),
                cancellationToken);
            var report = new DemoReport(screen, all: sources.Others.Count > 0);
            report.Show(stage.Address, results, stories, time.GetElapsedTime(started));
            if (!exit)
            {
                report.ShowNext(stage, sources, results);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            return results.All(result => result.IsAsPromised) && stories.All(story => story.IsAsPromised) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static async Task<(IReadOnlyList<DemoStepResult> Results, IReadOnlyList<StoryResult> Stories)> PlayAsync(
        CliConsole screen, DemoHost stage, IReadOnlyList<DemoStep> scenes, IReadOnlyList<PaymentStory> stories,
        CancellationToken cancellationToken)
    {
        if (!screen.IsTalkTerminal)
        {
            return await PlayAsync(stage, scenes, stories, static _ => { }, cancellationToken);
        }

        return await screen.Talk.Status().StartAsync(
            "starting the server",
            status => PlayAsync(stage, scenes, stories, title => status.Status(Markup.Escape(title)), cancellationToken));
    }

    private static async Task<(IReadOnlyList<DemoStepResult> Results, IReadOnlyList<StoryResult> Stories)> PlayAsync(
        DemoHost stage, IReadOnlyList<DemoStep> scenes, IReadOnlyList<PaymentStory> stories, Action<string> say,
        CancellationToken cancellationToken)
    {
        await stage.StartAsync(cancellationToken);
        List<DemoStepResult> results = [];
        List<StoryResult> told = [];

        // All steps before the restart are sent first, so that their retry delays overlap.
        foreach (var act in scenes.GroupBy(scene => scene.AfterRestart))
        {
            List<(DemoStep DemoStep, Sending.SendReport Report)> sent = [];
            foreach (var scene in act)
            {
                say(scene.Title);
                sent.Add((scene, await stage.SendAsync(scene, cancellationToken)));
            }

            // Runs while failed events wait for their next attempt.
            foreach (var story in act.Key ? [] : stories)
            {
                say(story.Title);
                told.Add(await stage.PlayAsync(story, cancellationToken));
            }

            foreach (var (scene, report) in sent)
            {
                say($"waiting for: {scene.Title}");
                results.Add(new DemoStepResult(scene, report, await stage.WatchAsync(scene, cancellationToken)));
            }
        }

        return (results, told);
    }
}
