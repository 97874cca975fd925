using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Masking;
using PayHooks.Cli.Sending;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks save</c>: saves an event as a fixture, from which tests and <c>send --fixture</c> make it again.</summary>
internal static class SaveCommand
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Bytes = "application/octet-stream";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var server = new ServerOptions(surroundings ?? CliEnvironment.Process);
        var id = EventIdArgument.One();
        var mask = new Option<bool>("--mask")
        {
            Description = "Replace everything except amounts, currencies, statuses, types and times by values of the same shape",
        };
        var file = new Option<string?>("--out")
        {
            Description = "The file to write; it must not exist. Default: the event's id with .json",
            HelpName = "FILE",
        };
        var command = server.AddTo(
            new Command("save", "Save an event as a fixture for tests and for payhooks send --fixture.") { id, mask, file });
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

            var saved = new EventView(found);
            using var body = new MemoryStream();
            var download = await api.DownloadAsync($"api/events/{saved.Id}/body", body, cancellationToken);
            return download.Problem is not null
                ? screen.Fail(download.Problem)
                : Save(screen, saved, body.ToArray(), parsed.GetValue(mask), parsed.GetValue(file) ?? $"{saved.Id}.json");
        });
        return command;
    }

    private static int Save(CliConsole screen, EventView saved, byte[] body, bool isMasked, string path)
    {
        var kept = isMasked ? BodyMask.Of(body) : new MaskedBody(body, 0);
        if (kept is null)
        {
            return screen.Fail("The body is neither JSON nor a form, so its values cannot be told apart and masked. "
                + "Save it without --mask, and keep the file where personal data may be.");
        }

        var provider = saved.Provider ?? saved.Source;
        var fixture = new Fixture(provider, saved.Source, MediaTypeOf(body), kept.Body) { Type = saved.Type, IsMasked = isMasked };
        try
        {
            PrivateFile.Create(path, fixture.ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return screen.Fail(File.Exists(path) || Directory.Exists(path)
                ? $"{path} exists already. Name another file with --out." : $"{path} cannot be written: {e.Message}");
        }

        screen.Line($"{path}: {saved.Type} of {saved.Source}, {Format.Count(kept.Body.Length, "byte")}");
        screen.Hint(isMasked
            ? $"{Format.Count(kept.Replaced, "value")} masked. Read the file before you share it."
            : "The body is as the provider sent it, with the personal data in it. --mask replaces it.");
        if (isMasked && MaskedFacts.Lost(provider, body, kept.Body) is { Count: > 0 } lost)
        {
            screen.Hint($"Masking changed what PayHooks reads: {string.Join(", ", lost)}. Write these values into the file yourself.");
        }

        screen.Next($"send --fixture {path} --secret -");
        return ExitCode.Done;
    }

    private static string MediaTypeOf(byte[] body) => EventPayload.Parse(body) is not null ? Sender.Json
        : BodyText.IsFormBody(body) ? Form : Bytes;
}
