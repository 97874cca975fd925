using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks stats</c>: the figures that tell whether somebody should look.</summary>
internal static class StatsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Surroundings? surroundings = null)
    {
        var around = surroundings ?? Surroundings.Process;
        var server = new ServerOptions(around);
        var json = new Option<bool>("--json") { Description = "Print the figures as the API has them" };
        var command = server.AddTo(new Command("stats", "Show what waits, what is dead, and when each source was last heard of.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new Screen(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var answer = await api.GetAsync("api/stats", cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(answer.Problem);
            }

            if (parsed.GetValue(json))
            {
                screen.Out.WriteLine(Json.Pretty(answer.Json!.Value));
            }
            else
            {
                Show(screen, answer.Json!.Value, around.Time.GetUtcNow());
                if (Number(answer.Json!.Value, "deadLetters") > 0)
                {
                    screen.Next($"events --status dead{api.Option}");
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Screen screen, JsonElement stats, DateTimeOffset now)
    {
        screen.Facts(("dead letters", Text(Number(stats, "deadLetters"))), ("waiting", $"{Text(Number(stats, "waiting"))} (messages in the queue, retries among them)"));
        if (stats.TryGetProperty("sources", out var sources) && sources.ValueKind == JsonValueKind.Array && sources.GetArrayLength() > 0)
        {
            screen.Data.WriteLine();
            var table = Screen.Table("source", "provider", "secrets", "last event");
            foreach (var source in sources.EnumerateArray())
            {
                var last = DateTimeOffset.TryParse(Word(source, "lastEventAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
                table.AddRow(
                    Screen.Plain(Word(source, "name") ?? "?"), Screen.Plain(Word(source, "provider") ?? "?"),
                    Screen.Plain(Text(Number(source, "secrets"))), Screen.Plain(last is null ? "never" : $"{Wording.Full(last)} ({Ago(now - last.Value)})"));
            }

            screen.Show(table);
        }
    }

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } => $"{Wording.Count((long)time.TotalMinutes, "minute")} ago",
        { TotalHours: < 48 } => $"{Wording.Count((long)time.TotalHours, "hour")} ago",
        _ => $"{(long)time.TotalDays} days ago",
    };

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static string? Word(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
