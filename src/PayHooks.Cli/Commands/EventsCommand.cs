using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks events</c>: lists events, newest first.</summary>
internal static class EventsCommand
{
    private const int DefaultLimit = 20;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var filter = new FilterOptions();
        var limit = new Option<int>("--limit") { Description = "How many", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print JSON: { events, cursor }" };
        var since = TimeOption.Create("--since", "Only those received since", around.Time);
        var until = TimeOption.Create("--until", "Only those received before", around.Time);
        var handler = FilterOptions.Handler();
        var mode = new Option<string?>("--mode") { Description = "Only live events, or only test events", HelpName = "live|test" };
        mode.AcceptOnlyFromAmong("live", "test");
        var error = new Option<string?>("--error") { Description = "Only those whose last error contains this", HelpName = "TEXT" };
        var search = new Option<string?>("--search")
        {
            Description =
                "Only those known by this: an event's id or the provider's, a payment's id or your own reference. If there is none, those "
                + "with this text in an id or in the last error",
            HelpName = "TEXT",
        };
        var command = server.AddTo(filter.AddTo(new Command("events", "List events, newest first.")
        {
            handler, mode, error, since, until, search, limit, utc, json,
        }));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            if (parsed.GetValue(limit) < 1)
            {
                return screen.Misuse("--limit takes a number of at least 1.");
            }

            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var wanted =
                filter.Read(parsed) with
                {
                    Handler = [.. parsed.GetValue(handler)!],
                    Livemode = parsed.GetValue(mode) is { } name ? name == "live" : null,
                    Error = parsed.GetValue(error),
                    Since = parsed.GetValue(since),
                    Until = parsed.GetValue(until),
                    Search = parsed.GetValue(search)
                };
            var list = await EventList.ReadAsync(api, wanted, parsed.GetValue(limit), cancellationToken);
            if (list.Problem is not null)
            {
                return screen.Fail(list.Problem);
            }

            if (parsed.GetValue(json))
            {
                WriteJson(screen, list);
                return ExitCode.Done;
            }

            new EventTable(screen, new ShownTime(around.Time, parsed.GetValue(utc))).Show(list.Events);
            if (list.Events.Count == 0)
            {
                var nothing = list.Cursor is null
                    ? "No such events."
                    : "No such events among those that were searched. --until TIME searches older ones.";
                return await EmptyList.ExplainAsync(screen, api, wanted, nothing, cancellationToken);
            }

            if (list.Cursor is not null)
            {
                screen.Hint($"There are more: --limit {parsed.GetValue(limit) * 5L}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteJson(CliConsole screen, EventList list) => Json.WriteLine(screen.Out, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        foreach (var one in list.Events)
        {
            one.Json.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteString("cursor"u8, list.Cursor);
        json.WriteEndObject();
    });
}
