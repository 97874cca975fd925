using System.CommandLine;
using System.Globalization;
using PayHooks.Cli.Client;
using PayHooks.Cli.Listening;
using PayHooks.Cli.Terminal;
using PayHooks.Forwarding;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks listen</c>: brings the events of a server to a URL on this machine until Ctrl+C.</summary>
internal sealed class ListenCommand
{
    private const string Variable = "PAYHOOKS_LISTEN_SECRET";

    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly FilterOptions filter = new();
    private readonly Option<DateTimeOffset?> since;
    private readonly Option<string> forward = new("--forward")
    {
        Description = "The URL on this machine that gets the events, for example http://localhost:3000/payments",
        HelpName = "URL",
        Required = true,
    };

    private ListenCommand(CliEnvironment around)
    {
        this.around = around;
        server = new ServerOptions(around);
        since = TimeOption.Create("--since", "Begin with events received at this time instead of now", around.Time);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var listen = new ListenCommand(surroundings ?? CliEnvironment.Process);
        var command = listen.server.AddTo(listen.filter.AddTo(
            new Command("listen", "Bring a server's events to a URL on this machine, until Ctrl+C.") { listen.forward, listen.since }));
        command.SetAction(listen.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        if (!Uri.TryCreate(command.GetRequiredValue(forward), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return screen.Misuse("--forward takes a URL such as http://localhost:3000/payments.");
        }

        var given = around.Variable(Variable);
        var secret = string.IsNullOrEmpty(given) ? ForwardSignature.NewSecret() : given;
        if (ForwardSignature.TryKey(secret) is not { } key)
        {
            return screen.Misuse($"{Variable} is not a secret of Standard Webhooks: whsec_ and 24 to 64 bytes as base64.");
        }

        using var api = await server.ConnectAsync(command, screen, cancellationToken);
        if (api is null)
        {
            return ExitCode.Usage;
        }

        screen.Hint($"Events of {api.Name} go to {url}. Ctrl+C ends it.");
        if (string.IsNullOrEmpty(given))
        {
            screen.Hint($"They are signed with {secret} (set {Variable} to keep it).");
        }

        using var target = new LocalTarget(url, key, around.Time);
        var events = new RecentEvents(api, filter.Read(command), command.GetValue(since));
        return await FollowKeys.RunAsync(
            around, screen, "Nothing is delivered until you press space again.",
            async (keys, token) => await new EventListener(
                api, events, target, around.Time, (one, result) => keys.Show(() => Show(screen, one, result)), keys.Say)
            {
                IsPaused = () => keys.IsPaused,
            }.RunAsync(token),
            cancellationToken);
    }

    private static void Show(CliConsole screen, EventView one, LocalResult result)
    {
        var outcome = string.Create(CultureInfo.InvariantCulture, $"{result.Status} in {result.Took.TotalMilliseconds:0} ms");
        var again = result.IsTaken ? "" : ", will be delivered again";
        screen.Line($"{one.Id} {one.Type} {one.Amount ?? "-"}: {outcome}{again}");
        screen.Out.Flush();
    }
}
