using System.CommandLine;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks audit</c>: who changed what, when and why.</summary>
internal static class AuditCommand
{
    private const int PageSize = 500;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print the entries as the API has them" };
        var limit = new Option<int>("--limit") { Description = "How many at most", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit must be a number, at least 1.");
            }
        });
        var command = server.AddTo(new Command("audit", "List the changes: who made them, when, what and why; newest first.")
        {
            limit, utc, json,
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var (entries, problem) = await ReadAsync(api, parsed.GetValue(limit), cancellationToken);
            if (problem is not null)
            {
                return screen.Fail(problem);
            }

            if (parsed.GetValue(json))
            {
                WriteJson(screen, entries);
            }
            else if (entries.Count == 0)
            {
                screen.Hint("Nothing has been changed.");
            }
            else
            {
                Show(screen, entries, new ShownTime(around.Time, parsed.GetValue(utc)));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<(List<JsonElement> Entries, string? Problem)> ReadAsync(
        ApiClient api, int limit, CancellationToken cancellationToken)
    {
        List<JsonElement> entries = [];
        string? cursor = null;
        do
        {
            var page = await api.GetAsync(
                $"api/audit?limit={Math.Min(limit - entries.Count, PageSize)}{(cursor is null ? "" : $"&cursor={cursor}")}",
                cancellationToken);
            if (page.Problem is not null)
            {
                return ([], page.Problem);
            }

            if (EventView.Member(page.Json!.Value, "entries") is { ValueKind: JsonValueKind.Array } listed)
            {
                entries.AddRange(listed.EnumerateArray());
            }

            cursor = EventView.Text(page.Json.Value, "cursor");
        }
        while (cursor is not null && entries.Count < limit);

        return (entries, null);
    }

    private static void WriteJson(CliConsole screen, List<JsonElement> entries) => Json.WriteLine(screen.Out, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("entries"u8);
        foreach (var entry in entries)
        {
            entry.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Show(CliConsole screen, List<JsonElement> entries, ShownTime time)
    {
        var table = new TextTable(
            (time.Zone, ColumnKind.Word), ("who", ColumnKind.Text), ("status", ColumnKind.Word), ("request", ColumnKind.Text),
            ("reason", ColumnKind.Note));
        foreach (var entry in entries)
        {
            table.Add(
                time.Short(EventView.Time(EventView.Member(entry, "at"))),
                EventView.Text(entry, "who") ?? "?",
                EventView.Member(entry, "status") is { ValueKind: JsonValueKind.Number } status ? status.GetRawText() : "unknown",
                EventView.Text(entry, "request") ?? "?", EventView.Text(entry, "reason"));
        }

        table.Show(screen);
    }
}
