using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using PayHooks.Captures;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks capture</c>: shows the rejected deliveries of a source, headers and body, for a limited time.</summary>
internal sealed class CaptureCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Within the time that the process has after Ctrl+C.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly CliEnvironment around;
    private readonly ServerOptions server;
    private readonly Option<string?> reason = new("--reason") { Description = "Why, for the audit", HelpName = "TEXT" };
    private readonly Option<bool> utc = ShownTime.CreateOption();
    private readonly Option<bool> json = new("--json") { Description = "Print one delivery as JSON on each line" };
    private readonly Option<TimeSpan> length = DurationOption.Create(
        "--for", "How long", Capture.Longest, TimeSpan.FromMinutes(10));

    private readonly Argument<string?> source = new("SOURCE")
    {
        Description = "The source; without it, the captures that run are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private CaptureCommand(CliEnvironment around)
    {
        this.around = around;
        server = new ServerOptions(around);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var capture = new CaptureCommand(surroundings ?? CliEnvironment.Process);
        var command = capture.server.AddTo(new Command(
            "capture", "Show the rejected deliveries of a source with headers and body, as they come, until Ctrl+C or the end of the time.")
        {
            capture.source, capture.length, capture.reason, capture.utc, capture.json,
        });
        command.SetAction(capture.RunAsync);
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

        if (command.GetValue(source) is not { } name)
        {
            return await ListAsync(command, screen, api, cancellationToken);
        }

        var started = await api.PostAsync(
            "api/captures",
            body =>
            {
                body.WriteString("source"u8, name);
                body.WriteNumber("seconds"u8, (int)command.GetValue(length).TotalSeconds);
                body.WriteString("reason"u8, command.GetValue(reason));
            },
            cancellationToken);
        if (started.Problem is not null)
        {
            return screen.Fail(started.Problem);
        }

        // The key is in the memory of this process only.
        var answer = started.Json!.Value;
        var times = new ShownTime(around.Time, command.GetValue(utc));
        var run = new Run(screen, api, answer.GetProperty("id").GetString()!, command.GetValue(json), times, around.Time)
        {
            Key = answer.GetProperty("privateKey").GetBytesFromBase64(),
            Most = answer.GetProperty("mostDeliveries").GetInt32(),
            Until = answer.GetProperty("until").GetDateTimeOffset(),
        };
        screen.Hint(
            $"Capturing the rejected deliveries of {name} until {times.Short(run.Until)} {times.Zone}, at most "
            + $"{run.Most}. It begins within ten seconds on every instance. Ctrl+C ends it.");
        try
        {
            return await run.FollowAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await run.StopAsync();
        }
    }

    private async Task<int> ListAsync(ParseResult command, CliConsole screen, ApiClient api, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("api/captures", cancellationToken);
        if (answer.Problem is not null)
        {
            return screen.Fail(answer.Problem);
        }

        if (command.GetValue(json))
        {
            screen.WriteJson(answer.Json!.Value);
            return ExitCode.Done;
        }

        if (EventView.Member(answer.Json!.Value, "captures") is not { ValueKind: JsonValueKind.Array } captures
            || captures.GetArrayLength() == 0)
        {
            screen.Hint("No capture runs.");
            return ExitCode.Done;
        }

        var times = new ShownTime(around.Time, command.GetValue(utc));
        var table = new TextTable(
            ("source", ColumnKind.Text), ($"since ({times.Zone})", ColumnKind.Word), ("until", ColumnKind.Word), ("by", ColumnKind.Text),
            ("reason", ColumnKind.Note));
        foreach (var capture in captures.EnumerateArray())
        {
            table.Add(
                EventView.Text(capture, "source"), times.Short(EventView.Time(EventView.Member(capture, "at"))),
                times.Short(EventView.Time(EventView.Member(capture, "until"))), EventView.Text(capture, "by"),
                EventView.Text(capture, "reason"));
        }

        table.Show(screen);
        return ExitCode.Done;
    }

    private sealed class Run(CliConsole screen, ApiClient api, string id, bool asJson, ShownTime times, TimeProvider time)
    {
        private int shown;
        private int? last;
        private bool isUnreachable;

        public required byte[] Key { get; init; }

        public required int Most { get; init; }

        public required DateTimeOffset Until { get; init; }

        /// <summary>Shows deliveries until the capture ends or is full.</summary>
        public async Task<int> FollowAsync(CancellationToken cancellationToken)
        {
            while (last < Most - 1 || last is null)
            {
                var answer = await api.GetAsync(
                    string.Create(CultureInfo.InvariantCulture, $"api/captures/{id}{(last is { } after ? $"?after={after}" : "")}"),
                    cancellationToken);
                if (answer.Status == HttpStatusCode.NotFound)
                {
                    return ExitCode.Done;
                }

                if (answer.Problem is not null)
                {
                    if (answer.Status is { } status and < HttpStatusCode.InternalServerError)
                    {
                        return screen.Fail(answer.Problem);
                    }

                    Report(answer.Problem);
                }
                else if (Show(answer.Json!.Value) == 0 && HasEnded(answer.Json!.Value))
                {
                    return ExitCode.Done;
                }

                await Task.Delay(Interval, time, cancellationToken);
            }

            screen.Hint($"{Most} deliveries are captured, which is the maximum.");
            return ExitCode.Done;
        }

        /// <summary>Ends the capture, also after Ctrl+C.</summary>
        public async Task StopAsync()
        {
            CryptographicOperations.ZeroMemory(Key);
            using var limit = new CancellationTokenSource(StopLimit, time);
            ApiResponse answer;
            try
            {
                answer = await api.DeleteAsync($"api/captures/{id}", limit.Token);
            }
            catch (OperationCanceledException)
            {
                answer = new ApiResponse(null, null, $"{api.Name} did not answer.");
            }

            screen.Hint(answer.Problem is null || answer.Status == HttpStatusCode.NotFound
                ? $"The capture has ended with {Format.Count(shown, "delivery")}; the server has removed them."
                : $"The capture could not be ended: {answer.Problem} It ends by itself at {times.Named(Until)}, and is then removed.");
        }

        private int Show(JsonElement page)
        {
            isUnreachable = false;
            var count = 0;
            foreach (var one in page.GetProperty("deliveries").EnumerateArray())
            {
                count++;
                last = one.GetProperty("number").GetInt32();
                try
                {
                    var bytes = CaptureEnvelope.Open(Key, id, one.GetProperty("box").GetBytesFromBase64());
                    CapturedView.Show(screen, CapturedDelivery.FromBytes(bytes), times, asJson);
                    shown++;
                }
                catch (Exception e) when (e is CryptographicException or JsonException)
                {
                    screen.Hint($"Delivery {last} cannot be decrypted: {e.Message}");
                }
            }

            screen.Out.Flush();
            return count;
        }

        // Once until it answers again: the capture continues while the server restarts.
        private void Report(string problem)
        {
            if (!isUnreachable)
            {
                isUnreachable = true;
                screen.Hint($"{problem} Trying again.");
            }
        }

        private static bool HasEnded(JsonElement page) => EventView.Text(page.GetProperty("capture"), "state") == "ended";
    }
}
