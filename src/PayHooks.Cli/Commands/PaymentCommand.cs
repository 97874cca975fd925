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
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var id = new Argument<string>("id") { Description = "The provider's id of the payment, or the merchant's reference" };
        var source = new Option<string?>("--source") { Description = "Only this source", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print the payment as the API has it" };
        var command = server.AddTo(
            new Command("payment", "Show a payment: state, amounts, flags, the events in order.") { id, source, json });
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
                    problem ?? $"No payment has the id or reference '{Format.Safe(wanted)}'. List events: payhooks events{api.Option}");
            }

            foreach (var payment in payments)
            {
                var path = $"api/payments/{Text(payment, "source")}/{Uri.EscapeDataString(Text(payment, "id")!)}";
                var answer = await api.GetAsync(path, cancellationToken);
                if (answer.Problem is not null)
                {
                    return screen.Fail(answer.Problem);
                }

                Show(screen, answer.Json!.Value, parsed.GetValue(json));
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

    private static void Show(CliConsole screen, JsonElement payment, bool asJson)
    {
        if (asJson)
        {
            screen.Out.WriteLine(Json.Pretty(payment));
            return;
        }

        screen.Facts(
        [
            ("payment", Text(payment, "id")),
            ("source", Text(payment, "source")),
            ("state", Text(payment, "state") ?? "not known"),
            ("unconfirmed", Text(payment, "unconfirmed")),
            ("reference", Text(payment, "merchantReference")),
            ("amount", Money(payment, "amount")),
            ("authorized", Money(payment, "authorized")),
            ("captured", Money(payment, "captured")),
            ("refunded", Money(payment, "refunded")),
            ("paid", Time(payment, "paidAt")),
            ("erased", Time(payment, "erasedAt")),
            ("dashboard", Text(payment, "dashboard")),
            ("disputed", payment.GetProperty("disputed").GetBoolean() ? "yes" : null),
            .. payment.GetProperty("explanations").EnumerateObject()
                .Select(flag => ("flag", (string?)$"{flag.Name}: {flag.Value.GetString()}")),
        ]);
        screen.Out.WriteLine();
        foreach (var entry in payment.GetProperty("history").EnumerateArray())
        {
            var subject = entry.GetProperty("subject");
            var about = Text(subject, "kind") == "payment" ? "" : $"{Text(subject, "kind")} {Text(subject, "id")} ";
            var time = Time(entry, "occurredAt") ?? Time(entry, "receivedAt");
            var line = $"{time}  {about}{Text(entry, "state")}  {Text(entry, "effect")}  {Money(entry, "amount")}";
            screen.Out.WriteLine(Format.Safe(line.TrimEnd()));
            screen.Out.WriteLine($"    {Text(entry, "event")}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Format.Safe(value.GetString()!) : null;

    private static string? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Format.Full(value.GetDateTimeOffset())
            : null;

    private static string? Money(JsonElement element, string name) =>
        element.TryGetProperty(name, out var amount) && amount.ValueKind == JsonValueKind.Object
            ? $"{Text(amount, "value") ?? Text(amount, "providerText")} {Text(amount, "currency")}".TrimEnd()
            : null;
}
