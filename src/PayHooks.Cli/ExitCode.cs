namespace PayHooks.Cli;

/// <summary>The exit codes, and the one line that goes with those that are not zero.</summary>
internal static class ExitCode
{
    /// <summary>It is done.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>It was asked for in a way that cannot work.</summary>
    public const int Usage = 2;

    /// <summary>Says why it failed.</summary>
    public static int Failure(TextWriter error, string message) => Say(error, message, Failed);

    /// <summary>Says what is wrong with how it was asked for.</summary>
    public static int WrongUsage(TextWriter error, string message) => Say(error, message, Usage);

    private static int Say(TextWriter error, string message, int code)
    {
        error.WriteLine($"payhooks: {message}");
        return code;
    }
}
