using PayHooks.Cli.Terminal;

namespace PayHooks.Cli;

/// <summary>The exit codes, and the error line for the nonzero ones.</summary>
internal static class ExitCode
{
    /// <summary>The command succeeded.</summary>
    public const int Done = 0;

    /// <summary>The command failed.</summary>
    public const int Failed = 1;

    /// <summary>The command was used incorrectly.</summary>
    public const int Usage = 2;

    /// <summary>Writes why the command failed.</summary>
    public static int Failure(TextWriter error, string message) => Say(error, message, Failed);

    /// <summary>Writes how the command was misused.</summary>
    public static int WrongUsage(TextWriter error, string message) => Say(error, message, Usage);

    private static int Say(TextWriter error, string message, int code)
    {
        error.WriteLine($"payhooks: {SafeText.Of(message)}");
        return code;
    }
}
