using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks tail</c>: events as they come and change, until Ctrl+C.</summary>
internal static class TailCommand
{
    private const int Before = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Create(Surroundings? surroundings = null)
    {
        var around = surroundings ?? Surroundings.Process;
        var server = new ServerOptions(around);
        var filter = new FilterOptions();
        var json = new Option<bool>("--json") { Description = "Print one event as JSON on each line" };
        var command = server.AddTo(filter.AddTo(new Command("tail", "Follow events as they come, until Ctrl+C.") { json }));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new Screen(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var feed = new EventFeed(api, filter.Read(parsed));
            var asJson = parsed.GetValue(json);
            try
            {
                for (var limit = Before; ; limit = EventFeed.Window)
                {
                    var (news, problem) = await feed.ReadAsync(limit, cancellationToken);
                    if (problem is not null)
                    {
                        return screen.Fail(problem);
                    }

                    foreach (var one in news)
                    {
                        Show(screen, one, asJson, around.Time.GetUtcNow());
                    }

                    await Task.Delay(Interval, around.Time, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static void Show(Screen screen, EventView one, bool asJson, DateTimeOffset now)
    {
        if (asJson)
        {
            Json.WriteCompactLine(screen.Out, one.Json);
        }
        else
        {
            EventTable.ShowLine(screen, one, now);
        }

        screen.Out.Flush();
    }
}
