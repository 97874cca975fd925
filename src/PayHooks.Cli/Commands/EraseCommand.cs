using System.CommandLine;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks erase</c>: permanently removes payloads, or a payment; identity and outcome stay.</summary>
internal sealed class EraseCommand
{
    private readonly ServerOptions server;
    private readonly Argument<string[]> ids = EventIdArgument.Many();
    private readonly Option<string?> payment = new("--payment")
    {
        Description = "Instead of events, a payment with all its events, by the provider's id",
        HelpName = "ID",
    };

    private readonly Option<string?> source = new("--source") { Description = "With --payment: the payment's source", HelpName = "NAME" };

    private readonly Option<bool> now = new("--now")
    {
        Description = "Also rewrite the files of an embedded store without it before returning, which can take minutes; otherwise the "
            + "store does so over time",
    };

    private EraseCommand(CliEnvironment surroundings) => server = new ServerOptions(surroundings);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var erase = new EraseCommand(surroundings ?? CliEnvironment.Process);
        var command = erase.server.AddTo(new Command(
            "erase", "Permanently erase the payloads of finished events, or a payment, and what was copied from them. Identity and outcome "
                + "stay.")
        {
            erase.ids, erase.payment, erase.source, erase.now,
        });
        command.Validators.Add(result =>
        {
            // Checks the tokens, not the values: an invalid id has no value and has been reported already.
            var named = result.GetResult(erase.ids) is { Tokens.Count: > 0 };
            var isPayment = result.GetResult(erase.payment) is not null;
            if (named == isPayment)
            {
                result.AddError(named ? "Name either events or --payment, not both."
                    : "Name the events by their ids, or a payment by --payment ID.");
            }
            else if (named && result.GetResult(erase.source) is not null)
            {
                result.AddError("--source selects the source of a --payment; remove it, or name a payment.");
            }
        });
        command.SetAction(erase.RunAsync);
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

        return command.GetValue(payment) is { } id
            ? await ErasePaymentAsync(screen, api, id, command.GetValue(source), command.GetValue(now), cancellationToken)
            : await EraseEventsAsync(
                screen, api, [.. command.GetValue(ids)!.Distinct(StringComparer.Ordinal)], command.GetValue(now), cancellationToken);
    }

    private static async Task<int> EraseEventsAsync(
        CliConsole screen, ApiClient api, IReadOnlyCollection<string> ids, bool now, CancellationToken cancellationToken)
    {
        string? erased = null;
        var exitCode = await BulkOperation.ChangeAsync(screen, api, ids, "erased", async id =>
        {
            var answer = await api.DeleteAsync($"api/events/{id}/body", cancellationToken);
            erased = answer.Problem is null ? id : erased;
            return answer;
        });

        // The files are rewritten once, for all of them. Erasing an erased event again is not an error.
        if (now && erased is not null
            && (await api.DeleteAsync($"api/events/{erased}/body?now=true", cancellationToken)).Problem is { } problem)
        {
            return screen.Fail($"Erased, but still in the store's files: {problem} Run the command again.");
        }

        return exitCode;
    }

    private static async Task<int> ErasePaymentAsync(
        CliConsole screen, ApiClient api, string id, string? source, bool now, CancellationToken cancellationToken)
    {
        var narrowed = source is null ? "" : $"&source={Uri.EscapeDataString(source)}";
        var found = await api.GetAsync($"api/payments?id={Uri.EscapeDataString(id)}{narrowed}", cancellationToken);
        if (found.Problem is not null)
        {
            return screen.Fail(found.Problem);
        }

        string[] sources =
            [.. found.Json!.Value.GetProperty("payments").EnumerateArray().Select(SourceOf).Distinct(StringComparer.Ordinal)];
        if (sources.Length != 1)
        {
            return screen.Fail(sources.Length == 0
                ? $"No payment has the id '{id}'."
                : $"Several sources have a payment with the id '{id}': name one with --source "
                    + $"{string.Join(" or --source ", sources)}.");
        }

        var path = $"api/payments/{sources[0]}/{Uri.EscapeDataString(id)}";
        var erased = await api.DeleteAsync(now ? $"{path}?now=true" : path, cancellationToken);
        if (erased.Problem is not null)
        {
            return screen.Fail($"Not erased: {erased.Problem}");
        }

        screen.Line($"{id}  erased");
        return ExitCode.Done;
    }

    private static string SourceOf(JsonElement payment) => payment.GetProperty("source").GetString()!;
}
