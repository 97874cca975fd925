using System.CommandLine;
using System.Globalization;
using PayHooks.Cli.Terminal;
using PayHooks.Cli.Verifying;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks verify</c>: checks whether a captured delivery is genuine, and if not, why.</summary>
internal sealed class VerifyCommand
{
    private readonly CliEnvironment surroundings;
    private readonly Argument<ProviderDescriptor> provider = ProviderArgument.Create();
    private readonly Option<string> body = SignCommand.BodyOption();
    private readonly SchemeOption scheme = new("The URL that was called, for schemes that sign it");
    private readonly SecretOption secret;

    private readonly Option<string[]> headers = new("--header")
    {
        Description = "A header that came with it, as \"Name: value\"; may be repeated",
        HelpName = "K: V",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> at = new("--at")
    {
        Description = "When it arrived, as 2026-01-31T12:00:00Z or Unix seconds. Default: now",
        HelpName = "TIME",
    };

    private readonly Option<bool> utc = ShownTime.CreateOption();

    private VerifyCommand(CliEnvironment surroundings)
    {
        this.surroundings = surroundings;
        secret = new SecretOption(surroundings);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var verify = new VerifyCommand(surroundings ?? CliEnvironment.Process);
        var command = new Command("verify", "Say whether a delivery is genuine, or which check failed.")
        {
            verify.provider, verify.secret.Option, verify.body, verify.headers, verify.scheme.File, verify.scheme.Url, verify.at,
            verify.utc,
        };
        command.SetAction(verify.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        if (scheme.Apply(command, command.GetRequiredValue(provider), out var problem) is not { } descriptor)
        {
            return screen.Misuse(problem);
        }

        List<KeyValuePair<string, string>> given = [];
        foreach (var header in command.GetValue(headers) ?? [])
        {
            if (header.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            {
                return screen.Misuse($"'{Format.Cut(header, 20)}' is not a header. Write it as \"Name: value\".");
            }

            // As in HTTP, white space around a value is not part of it.
            given.Add(KeyValuePair.Create(header[..colon].Trim(), header[(colon + 1)..].Trim(' ', '\t')));
        }

        if (Time(command.GetValue(at)) is not { } receivedAt)
        {
            return screen.Misuse($"'{command.GetValue(at)}' is not a time. Write it as 2026-01-31T12:00:00Z or in Unix seconds.");
        }

        var input = await SignedInput.ReadAsync(command, descriptor, secret, body, surroundings, cancellationToken);
        if (input.Problem is not null)
        {
            return screen.Misuse(input.Problem);
        }

        var captured = new VerifyCase(descriptor, input.Word, input.Body, given, receivedAt) { Url = command.GetValue(scheme.Url) };
        if (ContentEncoding.Apply(captured, out problem) is not { } presented)
        {
            return screen.Misuse(problem);
        }

        try
        {
            return new VerifyReport(screen, new ShownTime(surroundings.Time, command.GetValue(utc))).Show(presented);
        }
        catch (FormatException e)
        {
            return screen.Misuse($"{descriptor.Name} cannot verify with this: {e.Message}.");
        }
    }

    private DateTimeOffset? Time(string? text)
    {
        if (text is null)
        {
            return surroundings.Time.GetUtcNow();
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
