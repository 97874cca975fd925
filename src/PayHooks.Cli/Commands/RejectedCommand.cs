using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks rejected</c>: the rejected deliveries by cause.</summary>
internal static class RejectedCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var source = new Option<string?>("--source") { Description = "Only those of this source", HelpName = "NAME" };
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print them as the API has them" };
        var command = server.AddTo(new Command("rejected", "List the rejected deliveries by cause, most frequent first.")
        {
            source, utc, json,
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var only = parsed.GetValue(source);
            var answer = await api.GetAsync(
                $"api/rejected?limit=500{(only is null ? "" : $"&source={Uri.EscapeDataString(only)}")}", cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(answer.Problem);
            }

            if (parsed.GetValue(json))
            {
                screen.WriteJson(answer.Json!.Value);
            }
            else
            {
                Show(screen, answer.Json!.Value, new ShownTime(around.Time, parsed.GetValue(utc)));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(CliConsole screen, JsonElement answer, ShownTime time)
    {
        var counts = Items(answer, "counts").GroupBy(CauseOf).Select(cause => (
            Cause: cause.Key,
            Count: cause.Sum(one => EventView.Member(one, "count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : 0),
            Last: cause.Max(one => EventView.Time(EventView.Member(one, "minute"))))).OrderByDescending(one => one.Count).ToArray();
        if (counts.Length == 0)
        {
            screen.Hint("No delivery was rejected in the last seven days.");
            return;
        }

        // Newest first, so the first one of a cause explains it as it is now.
        var details = Items(answer, "rejected").GroupBy(CauseOf)
            .ToDictionary(cause => cause.Key, cause => EventView.Text(cause.First(), "detail") ?? "");
        var table = new TextTable(
            ("source", ColumnKind.Text), ("status", ColumnKind.Word), ("reason", ColumnKind.Word), ("count", ColumnKind.Number),
            ($"last ({time.Zone})", ColumnKind.Word), ("detail of the last", ColumnKind.Note));
        foreach (var (cause, count, last) in counts)
        {
            table.Add(
                cause.Source, cause.Status, cause.Reason, count.ToString("N0", CultureInfo.InvariantCulture),
                time.Short(last), details.GetValueOrDefault(cause, ""));
        }

        table.Show(screen);
    }

    private static (string Source, string Status, string Reason) CauseOf(JsonElement one) => (
        EventView.Text(one, "source") ?? "(unknown)",
        EventView.Member(one, "status") is { ValueKind: JsonValueKind.Number } status && status.GetRawText() != "0"
            ? status.GetRawText()
            : "-",
        EventView.Text(one, "reason") ?? "?");

    private static JsonElement[] Items(JsonElement answer, string name) =>
        EventView.Member(answer, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];
}
