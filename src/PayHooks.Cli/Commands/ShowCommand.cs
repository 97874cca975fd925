using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks show</c>: shows one event with all its details.</summary>
internal static class ShowCommand
{
    private const int MaxPayloadLines = 60;
    private const int LongestLine = 500;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var id = EventIdArgument.One();
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print the event as the API has it" };
        var command = server.AddTo(new Command("show", "Show one event: facts, deliveries, handlers, payload.") { id, utc, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var (found, problem) = await EventIdArgument.ReadAsync(api, parsed.GetRequiredValue(id), cancellationToken);
            if (problem is not null)
            {
                return screen.Fail(problem);
            }

            if (parsed.GetValue(json))
            {
                screen.WriteJson(found);
            }
            else
            {
                var time = new ShownTime(around.Time, parsed.GetValue(utc));
                await ShowAsync(screen, new EventView(found), time, api, cancellationToken);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task ShowAsync(
        CliConsole screen, EventView one, ShownTime time, ApiClient api, CancellationToken cancellationToken)
    {
        var heading = new TextTable(("", ColumnKind.Word), ("", ColumnKind.Word));
        heading.Add(one.Id, new TableCell(EventTable.StateOf(one), EventTable.StyleOf(EventTable.StateOf(one))));
        heading.Show(screen);

        // What the timeline shows is not repeated.
        var isLogged = Timeline.IsKnown(one);
        screen.Facts(
        [
            ("amount", one.Amount),
            ("type", one.ProviderType is null ? one.Type : $"{one.Type} ({one.ProviderType})"),
            ("source", one.Provider == one.Source ? one.Source : $"{one.Source} ({one.Provider})"),
            ("verified by", one.Verification),
            ("resource", one.ResourceId == one.Payment ? null : one.ResourceId),
            ("reference", one.MerchantReference),
            ("payment", one.Payment),
            ("dashboard", one.Dashboard),
            ("provider's id", one.ProviderEventId),
            ("livemode", one.Livemode switch { true => "live", false => "test", _ => null }),
            ("occurred", time.Named(one.OccurredAt)),
            ("received", isLogged ? null : time.Named(one.ReceivedAt)),
            ("completed", time.Named(one.CompletedAt)),
            ("outcome", one.Outcome switch
            {
                "no_handler" => "no handler accepts events of this type and verification",
                "unrecognised" => "the provider's type is not mapped, and no handler accepts unrecognised events",
                "unchanged" => $"another event reported this change first: {one.Owner}",
                "stale" => "it is older than the payment's state",
                "conflict" => "it contradicts what is known of the payment",
                _ => null,
            }),
            ("deliveries", one.Conflicts == 0 ? $"{one.Deliveries}" : $"{one.Deliveries}, {one.Conflicts} of them with another body"),
            ("attempts", $"{one.Attempts}"),
            ("next attempt", isLogged ? null : time.Named(one.NextAttemptAt)),
            ("last error", isLogged ? null : one.LastError),
            ("body", one.BodyLength is { } length ? Format.Count(length, "byte") : null),
            ("erased", isLogged ? null : time.Named(one.ErasedAt)),
            .. one.Handlers.Select(handler => ("done", isLogged ? null : $"{handler.Name} at {time.Named(handler.At)}")),
        ]);
        Timeline.Show(screen, one, time);
        screen.Line();
        if (one.Payload is { } payload)
        {
            ShowLines(screen, Json.Pretty(payload).Split('\n'), $"payhooks show {one.Id} --json{api.Option}");
        }
        else
        {
            await ShowBodyAsync(screen, one, api, cancellationToken);
        }

        if (one.Status == "dead")
        {
            screen.Next($"replay {one.Id}{api.Option}");
        }
    }

    // A form, XML, or whatever else the provider sends.
    private static async Task ShowBodyAsync(CliConsole screen, EventView one, ApiClient api, CancellationToken cancellationToken)
    {
        var path = $"api/events/{one.Id}/body";
        if (one.ErasedAt is not null)
        {
            screen.Line("The payload was erased.");
        }
        else if (await api.GetBytesAsync(path, cancellationToken) is not { } body)
        {
            screen.Line("The payload is gone.");
        }
        else if (BodyText.Lines(body) is { } lines)
        {
            ShowLines(screen, lines, $"GET {api.Name}/{path}");
        }
        else
        {
            screen.Line($"The payload is not text. Byte for byte: GET {api.Name}/{path}");
        }
    }

    private static void ShowLines(CliConsole screen, string[] lines, string allOfIt)
    {
        foreach (var line in lines.Take(MaxPayloadLines))
        {
            screen.Line(Format.Cut(SafeText.Of(line.TrimEnd('\r')), LongestLine));
        }

        if (lines.Length > MaxPayloadLines)
        {
            screen.Hint($"... and {lines.Length - MaxPayloadLines} more lines. All of it: {allOfIt}");
        }
    }
}
