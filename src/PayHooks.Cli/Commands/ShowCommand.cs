using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks show</c>: shows one event with all its details.</summary>
internal static class ShowCommand
{
    private const int MaxPayloadLines = 60;
    private const int LongestLine = 500;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var id = EventIdArgument.One();
        var json = new Option<bool>("--json") { Description = "Print the event as the API has it" };
        var command = server.AddTo(new Command("show", "Show one event: facts, deliveries, handlers, payload.") { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var wanted = parsed.GetRequiredValue(id);
            var answer = await api.GetAsync($"api/events/{wanted}", cancellationToken);
            if (answer.Problem is not null)
            {
                return screen.Fail(EventIdArgument.Explain(answer, wanted, api));
            }

            if (parsed.GetValue(json))
            {
                screen.Out.WriteLine(Json.Pretty(answer.Json!.Value));
            }
            else
            {
                await ShowAsync(screen, new EventView(answer.Json!.Value), api, cancellationToken);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task ShowAsync(CliConsole screen, EventView one, ApiClient api, CancellationToken cancellationToken)
    {
        screen.Data.Write(new Text($"{one.Id}  ", new Style(decoration: Decoration.Bold)));
        screen.Data.Write(new Text(Format.Safe(EventTable.StateOf(one)), EventTable.StyleOf(EventTable.StateOf(one))));
        screen.Data.WriteLine();
        screen.Facts(
        [
            ("type", one.ProviderType is null ? one.Type : $"{one.Type} ({one.ProviderType})"),
            ("source", one.Provider == one.Source ? one.Source : $"{one.Source} ({one.Provider})"),
            ("verified by", one.Verification),
            ("amount", one.Amount),
            ("resource", one.ResourceId),
            ("reference", one.MerchantReference),
            ("payment", one.Payment),
            ("dashboard", one.Dashboard),
            ("provider's id", one.ProviderEventId),
            ("livemode", one.Livemode switch { true => "live", false => "test", _ => null }),
            ("occurred", Format.Full(one.OccurredAt)),
            ("received", Format.Full(one.ReceivedAt)),
            ("completed", Format.Full(one.CompletedAt)),
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
            ("next attempt", Format.Full(one.NextAttemptAt)),
            ("last error", one.LastError),
            ("body", one.BodyLength is { } length ? Format.Count(length, "byte") : null),
            ("erased", Format.Full(one.ErasedAt)),
            .. one.Handlers.Select(handler => ("done", (string?)$"{handler.Name} at {Format.Full(handler.At)}")),
        ]);
        Timeline.Show(screen, one);
        screen.Out.WriteLine();
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
            screen.Out.WriteLine("The payload was erased.");
        }
        else if (await api.GetBytesAsync(path, cancellationToken) is not { } body)
        {
            screen.Out.WriteLine("The payload is gone.");
        }
        else if (BodyText.Lines(body) is { } lines)
        {
            ShowLines(screen, lines, $"GET {api.Name}/{path}");
        }
        else
        {
            screen.Out.WriteLine($"The payload is not text. Byte for byte: GET {api.Name}/{path}");
        }
    }

    private static void ShowLines(CliConsole screen, string[] lines, string allOfIt)
    {
        foreach (var line in lines.Take(MaxPayloadLines))
        {
            screen.Out.WriteLine(Format.Cut(Format.Safe(line.TrimEnd('\r')), LongestLine));
        }

        if (lines.Length > MaxPayloadLines)
        {
            screen.Hint($"... and {lines.Length - MaxPayloadLines} more lines. All of it: {allOfIt}");
        }
    }
}
