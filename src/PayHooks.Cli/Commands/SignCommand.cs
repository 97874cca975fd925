using System.CommandLine;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks sign</c>: the headers or body that make a delivery genuine, ready to paste.</summary>
internal static class SignCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var around = surroundings ?? CliEnvironment.Process;
        var provider = ProviderArgument.Create();
        var secret = new SecretOption(around);
        var body = BodyOption();
        var scheme = new SchemeOption("The URL that will be called, for schemes that sign it");
        var command =
            new Command("sign",
            "Print the header or the field that makes a body genuine.") { provider, secret.Option, body, scheme.File, scheme.Url };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var screen = new CliConsole(parsed);
            if (scheme.Apply(parsed, parsed.GetRequiredValue(provider), out var problem) is not { } described)
            {
                return screen.Misuse(problem);
            }

            var input = await SignedInput.ReadAsync(parsed, described, secret, body, around, cancellationToken);
            return input.Problem is null ? Sign(screen, described, input, parsed.GetValue(scheme.Url), around)
                : screen.Misuse(input.Problem);
        });
        return command;
    }

    /// <summary>The required <c>--body</c> of <c>sign</c> and <c>verify</c>.</summary>
    public static Option<string> BodyOption() => new("--body")
    {
        Description = "The file with the body, byte for byte; - is standard input",
        HelpName = "FILE",
        Required = true,
    };

    private static int Sign(CliConsole screen, ProviderDescriptor descriptor, SignedInput input, string? url, CliEnvironment around)
    {
        SignedBody signed;
        try
        {
            signed = descriptor.Create(DefaultSource.Of(descriptor, null, input.Secret))
                .Sign(input.Body, input.Secret, around.Time.GetUtcNow(), url);
        }
        catch (FormatException e)
        {
            return screen.Misuse($"{descriptor.Name} cannot sign this body: {e.Message}.");
        }

        if (signed.Fields.Count == 0 && signed.Headers.Count == 0)
        {
            return screen.Fail($"{descriptor.Name} does not sign this kind: there is no header or field to print.");
        }

        foreach (var (name, value) in signed.Headers)
        {
            screen.Line($"{name}: {value}");
        }

        foreach (var (name, value) in signed.Fields)
        {
            screen.Line($"\"{name}\": \"{value}\"");
        }

        return 0;
    }
}
