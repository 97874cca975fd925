using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks reconcile</c>: compares a source with its provider's API and enqueues what no webhook reported.</summary>
internal sealed class ReconcileCommand
{
    /// <summary>Longer than a run takes at most.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TimeProvider time;
    private readonly ServerOptions server;
    private readonly Argument<string> source = new("source") { Description = "The source" };
    private readonly Option<DateTimeOffset?> since;
    private readonly Option<DateTimeOffset?> until;

    private readonly Option<string?> payment = new("--payment")
    {
        Description = "Look up only this payment, by the provider's id",
        HelpName = "ID",
    };

    private readonly Option<bool> redeliver = new("--redeliver")
    {
        Description = "Ask the provider to deliver again what has not arrived",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Compare only, enqueue nothing, ask for nothing" };
    private readonly Option<bool> utc = ShownTime.CreateOption();
    private readonly Option<bool> json = new("--json") { Description = "Print the report as the API has it" };

    private ReconcileCommand(CliEnvironment surroundings)
    {
        time = surroundings.Time;
        server = new ServerOptions(surroundings);
        since = TimeOption.Create(
            "--since", "The start of the window, instead of what is due or, with --redeliver, three days ago", surroundings.Time);
        until = TimeOption.Create("--until", "The end of the window", surroundings.Time);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var reconcile = new ReconcileCommand(surroundings ?? CliEnvironment.Process);
        var command = reconcile.server.AddTo(new Command(
            "reconcile", "Compare a source with its provider's API, and enqueue what no webhook reported.")
        {
            reconcile.source, reconcile.since, reconcile.until, reconcile.payment, reconcile.redeliver, reconcile.dryRun,
            reconcile.utc, reconcile.json,
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(reconcile.payment) is not null
                && new Option[] { reconcile.since, reconcile.until, reconcile.redeliver }.Any(one => result.GetResult(one) is not null))
            {
                result.AddError("--payment looks up a single payment; --since, --until and --redeliver do not apply to it.");
            }
        });
        command.SetAction(reconcile.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        using var api = await server.ConnectAsync(command, screen, Limit, cancellationToken);
        if (api is null)
        {
            return ExitCode.Usage;
        }

        var answer = await api.PostAsync(PathOf(command), cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        var run = answer.Json!.Value;
        if (command.GetValue(json))
        {
            screen.WriteJson(run);
        }
        else
        {
            ReconcileReport.Show(screen, run, new ShownTime(time, command.GetValue(utc)));
        }

        return ReconcileReport.Succeeded(run) ? ExitCode.Done : ExitCode.Failed;
    }

    private string PathOf(ParseResult command)
    {
        List<string> query =
        [
            .. Query("since", command.GetValue(since)),
            .. Query("until", command.GetValue(until)),
            .. command.GetValue(payment) is { } id ? [$"payment={Uri.EscapeDataString(id)}"] : Array.Empty<string>(),
            .. command.GetValue(redeliver) ? ["redeliver=true"] : Array.Empty<string>(),
            .. command.GetValue(dryRun) ? ["dryRun=true"] : Array.Empty<string>(),
        ];
        return $"api/reconcile/{Uri.EscapeDataString(command.GetRequiredValue(source))}"
            + (query.Count == 0 ? "" : $"?{string.Join('&', query)}");

        static IEnumerable<string> Query(string name, DateTimeOffset? end) =>
            end is { } known ? [$"{name}={known.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}"] : [];
    }
}
