using System.CommandLine;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>--secret</c>: the value, <c>-</c> for standard input, or else the environment.</summary>
internal sealed class SecretOption(CliEnvironment surroundings)
{
    private const string Variable = "PAYHOOKS_SECRET";

    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--secret")
    {
        Description = $"The source's secret; - reads it from standard input. Default: the variable {Variable}",
        HelpName = "S",
    };

    /// <summary>Reads the secret; null when there is none.</summary>
    public async Task<string?> ReadAsync(ParseResult command, CancellationToken cancellationToken) =>
        await StandardInput.ReadWordAsync(command.GetValue(Option), Variable, surroundings, cancellationToken);

    /// <summary>Explains how to provide a missing secret.</summary>
    public static string Missing(ProviderDescriptor provider) =>
        $"The secret is missing: {provider.SecretForm}. Pass it with --secret, with --secret - on standard input, or in the variable "
            + $"{Variable}.";
}
