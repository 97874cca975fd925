using System.CommandLine;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks failures</c>: the retrying and dead events, grouped by what fails.</summary>
internal sealed class FailuresCommand
{
    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly Argument<string?> id = new("GROUP")
    {
        Description = "A group to note or acknowledge",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> note = new("--note")
    {
        Description = "Note this about the group; an empty text removes the note",
        HelpName = "TEXT",
    };

    private readonly Option<bool> acknowledge = new("--acknowledge") { Description = "Acknowledge the group" };
    private readonly Option<bool> utc = ShownTime.CreateOption();
    private readonly Option<bool> json = new("--json") { Description = "Print the groups as the API has them" };

    private FailuresCommand(CliEnvironment around)
    {
        this.around = around;
        server = new ServerOptions(around);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var failures = new FailuresCommand(surroundings ?? CliEnvironment.Process);
        var command = failures.server.AddTo(
            new Command("failures", "List what fails: retrying and dead events by source, handler and error.")
            {
                failures.id, failures.note, failures.acknowledge, failures.utc, failures.json,
            });
        command.Validators.Add(result =>
        {
            var isNamed = result.GetResult(failures.id) is { Tokens.Count: > 0 };
            var hasChange = result.GetResult(failures.note) is not null || result.GetResult(failures.acknowledge) is { Implicit: false };
            if (isNamed != hasChange)
            {
                result.AddError(isNamed ? "Pass --note TEXT or --acknowledge for the group." : "Name the group by its id.");
            }
        });
        command.SetAction(failures.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        using var api = await server.ConnectAsync(command, screen, cancellationToken);
        if (api is null)
        {
            return ExitCode.Usage;
        }

        var answer = command.GetValue(id) is { } group
            ? await api.PostAsync($"api/failures/{Uri.EscapeDataString(group)}", body => WriteChange(command, body), cancellationToken)
            : await api.GetAsync("api/failures", cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        if (command.GetValue(json))
        {
            screen.WriteJson(answer.Json!.Value);
            return ExitCode.Done;
        }

        JsonElement[] groups = command.GetValue(id) is not null ? [answer.Json!.Value]
            : EventView.Member(answer.Json!.Value, "groups") is { ValueKind: JsonValueKind.Array } listed ? [.. listed.EnumerateArray()]
            : [];
        if (groups.Length == 0)
        {
            screen.Hint("Nothing fails.");
            return ExitCode.Done;
        }

        Show(screen, groups, new ShownTime(around.Time, command.GetValue(utc)));
        if (command.GetValue(id) is null)
        {
            screen.Next($"replay --group {EventView.Text(groups[0], "id")}{api.Option}");
        }

        return ExitCode.Done;
    }

    private void WriteChange(ParseResult command, Utf8JsonWriter body)
    {
        if (command.GetValue(note) is { } text)
        {
            body.WriteString("note"u8, text);
        }

        if (command.GetValue(acknowledge))
        {
            body.WriteBoolean("acknowledged"u8, true);
        }
    }

    private static void Show(CliConsole screen, JsonElement[] groups, ShownTime time)
    {
        var table = new TextTable(
            ("group", ColumnKind.Word), ("events", ColumnKind.Number), ("source", ColumnKind.Text), ("handler", ColumnKind.Text),
            ($"last ({time.Zone})", ColumnKind.Word), ("error", ColumnKind.Note), ("note", ColumnKind.Note));
        foreach (var group in groups)
        {
            var count = EventView.Member(group, "count") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "?";
            table.Add(
                EventView.Text(group, "id"), count + (EventView.Member(group, "more").ValueKind == JsonValueKind.True ? "+" : ""),
                EventView.Text(group, "source"), EventView.Text(group, "handler") ?? "-",
                time.Short(EventView.Time(EventView.Member(group, "lastAt"))), EventView.Text(group, "error"),
                NoteOf(group));
        }

        table.Show(screen);
    }

    private static string NoteOf(JsonElement group) => string.Join(" ", new[]
    {
        EventView.Text(group, "acknowledgedBy") is { } by ? $"Acknowledged by {by}." : null, EventView.Text(group, "note"),
    }.OfType<string>());
}
