using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks tail</c>: shows new and changed events until Ctrl+C.</summary>
internal static class TailCommand
{
    private const int Before = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var filter = new FilterOptions();
        var json = new Option<bool>("--json") { Description = "Print one event as JSON on each line" };
        var command = server.AddTo(filter.AddTo(new Command("tail", "Follow events as they come, until Ctrl+C.") { json }));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var tail = new Tail(screen, api, filter.Read(parsed), parsed.GetValue(json), around.Time);
            try
            {
                return await tail.RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Done;
            }
        });
        return command;
    }

    private sealed class Tail(CliConsole screen, ApiClient api, EventFilter filter, bool asJson, TimeProvider time)
    {
        private readonly EventFeed feed = new(api, filter);

        // Opens the stream before listing, so that nothing is missed in between; without a stream, polls the list.
        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            for (var limit = Before; ; limit = EventFeed.Window)
            {
                using var live = await api.FollowAsync(cancellationToken);
                if (await ListAsync(limit, cancellationToken) is { } problem)
                {
                    return screen.Fail(problem);
                }

                await foreach (var one in live?.ReadAsync(cancellationToken) ?? Nothing())
                {
                    if (one is not { } changed)
                    {
                        if (await ListAsync(EventFeed.Window, cancellationToken) is { } trouble)
                        {
                            return screen.Fail(trouble);
                        }
                    }
                    else if (feed.IsNews(changed))
                    {
                        Show(changed);
                    }
                }

                await Task.Delay(Interval, time, cancellationToken);
            }
        }

        private async Task<string?> ListAsync(int limit, CancellationToken cancellationToken)
        {
            var (news, problem) = await feed.ReadAsync(limit, cancellationToken);
            foreach (var one in news)
            {
                Show(one);
            }

            return problem;
        }

        private void Show(EventView one)
        {
            if (asJson)
            {
                Json.WriteCompactLine(screen.Out, one.Json);
            }
            else
            {
                EventTable.ShowLine(screen, one, time.GetUtcNow());
            }

            screen.Out.Flush();
        }

        private static IAsyncEnumerable<EventView?> Nothing() => AsyncEnumerable.Empty<EventView?>();
    }
}
