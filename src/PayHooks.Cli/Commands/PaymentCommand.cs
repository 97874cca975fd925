using System.CommandLine;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks payment</c>: shows a payment with its state and its history.</summary>
internal static class PaymentCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var server = new ServerOptions(around);
        var id = new Argument<string>("id") { Description = "The provider's id of the payment, or the merchant's reference" };
        var source = new Option<string?>("--source") { Description = "Only this source", HelpName = "NAME" };
        var utc = ShownTime.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print the payment as the API has it" };
        var command = server.AddTo(
            new Command("payment", "Show a payment: state, amounts, flags, the events in order.") { id, source, utc, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            using var api = await server.ConnectAsync(parsed, screen, cancellationToken);
            if (api is null)
            {
                return ExitCode.Usage;
            }

            var wanted = parsed.GetRequiredValue(id);
            var (payments, problem) = await FindAsync(api, wanted, parsed.GetValue(source), cancellationToken);
            if (payments.Count == 0)
            {
                return screen.Fail(
                    problem ?? $"No payment has the id or reference '{wanted}'. List events: payhooks events{api.Option}");
            }

            foreach (var (index, payment) in payments.Index())
            {
                var path = $"api/payments/{Text(payment, "source")}/{Uri.EscapeDataString(Text(payment, "id")!)}";
                var answer = await api.GetAsync(path, cancellationToken);
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
                    if (index > 0)
                    {
                        screen.Line();
                    }

                    Show(screen, answer.Json!.Value, new ShownTime(around.Time, parsed.GetValue(utc)));
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    // Tries the provider's id first: a reference that looks like one is rare.
    private static async Task<(IReadOnlyList<JsonElement> Payments, string? Problem)> FindAsync(
        ApiClient api, string wanted, string? source, CancellationToken cancellationToken)
    {
        var narrowed = source is null ? "" : $"&source={Uri.EscapeDataString(source)}";
        foreach (var name in new[] { "id", "reference" })
        {
            var answer = await api.GetAsync($"api/payments?{name}={Uri.EscapeDataString(wanted)}{narrowed}", cancellationToken);
            if (answer.Problem is not null)
            {
                return ([], answer.Problem);
            }

            if (answer.Json!.Value.GetProperty("payments") is var found && found.GetArrayLength() > 0)
            {
                return ([.. found.EnumerateArray()], null);
            }
        }

        return ([], null);
    }

    private static void Show(CliConsole screen, JsonElement payment, ShownTime time)
    {
        screen.Facts(
        [
            ("payment", Text(payment, "id")),
            ("state", Text(payment, "state") ?? "not known"),
            ("amount", Money(payment, "amount")),
            ("authorized", Money(payment, "authorized")),
            ("captured", Money(payment, "captured")),
            ("refunded", Money(payment, "refunded")),
            ("unconfirmed", Text(payment, "unconfirmed")),
            ("source", Text(payment, "source")),
            ("reference", Text(payment, "merchantReference")),
            ("paid", time.Named(Time(payment, "paidAt"))),
            ("erased", time.Named(Time(payment, "erasedAt"))),
            ("dashboard", Text(payment, "dashboard")),
            ("disputed", payment.GetProperty("disputed").GetBoolean() ? "yes" : null),
            .. payment.GetProperty("explanations").EnumerateObject()
                .Select(flag => ("flag", (string?)$"{flag.Name}: {flag.Value.GetString()}")),
        ]);
        screen.Line();
        var history = new TextTable(
            (time.Zone, ColumnKind.Word), ("what", ColumnKind.Text), ("effect", ColumnKind.Word), ("amount", ColumnKind.Number),
            ("event", ColumnKind.Id));
        foreach (var entry in payment.GetProperty("history").EnumerateArray())
        {
            var subject = entry.GetProperty("subject");
            var about = Text(subject, "kind") == "payment" ? "" : $"{Text(subject, "kind")} {Text(subject, "id")} ";
            var at = Time(entry, "occurredAt") ?? Time(entry, "receivedAt");
            history.Add(
                time.Full(at), $"{about}{Text(entry, "state")}", Text(entry, "effect"), Money(entry, "amount"), Text(entry, "event"));
        }

        history.Show(screen);
    }

    private static string? Text(JsonElement element, string name) => EventView.Text(element, name);

    private static DateTimeOffset? Time(JsonElement element, string name) => EventView.Time(EventView.Member(element, name));

    private static string? Money(JsonElement element, string name) => MoneyText.Of(EventView.Member(element, name));
}
