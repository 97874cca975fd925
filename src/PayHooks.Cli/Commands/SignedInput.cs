using System.CommandLine;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary>The secret and the body for <c>sign</c> and <c>verify</c>.</summary>
/// <param name="Word">The secret as it was given.</param>
/// <param name="Body">The body.</param>
/// <param name="Problem">Why they could not be read, or null.</param>
internal sealed record SignedInput(string Word, byte[] Body, string? Problem)
{
    /// <summary>The secret.</summary>
    public Secret Secret { get; } = new(0, Word);

    /// <summary>Reads the secret and the body.</summary>
    public static async Task<SignedInput> ReadAsync(
        ParseResult command, ProviderDescriptor provider, SecretOption secret, Option<string> body, CliEnvironment surroundings,
            CancellationToken cancellationToken)
    {
        var file = command.GetRequiredValue(body);
        if (file == StandardInput.Mark && command.GetValue(secret.Option) == StandardInput.Mark)
        {
            return new SignedInput("", [], "Only one of --secret and --body can come from standard input.");
        }

        var (bytes, problem) = await StandardInput.ReadBytesAsync(file, surroundings, cancellationToken);
        if (problem is not null)
        {
            return new SignedInput("", [], problem);
        }

        return await secret.ReadAsync(command, cancellationToken) is { } word
            ? new SignedInput(word, bytes, null)
            : new SignedInput("", [], SecretOption.Missing(provider));
    }
}
