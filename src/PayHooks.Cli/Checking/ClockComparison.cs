using PayHooks.Diagnostics;

namespace PayHooks.Cli.Checking;

/// <summary>Compares a server's clock with the clock of this machine.</summary>
internal static class ClockComparison
{
    // The Date header has whole seconds, and a response takes time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <summary>Compares the clocks; null if the server did not say its time.</summary>
    public static SelfCheckResult? Of(DateTimeOffset? server, DateTimeOffset here)
    {
        const string name = "clock of this machine";
        return server is not { } there ? null
            : (here - there).Duration() <= Tolerance
                ? SelfCheckResult.Passed(name, "Agrees with the server's.")
                : SelfCheckResult.Warning(
                    name, $"Differs from the server's by {(here - there).Duration().TotalSeconds:0} seconds.",
                    "Correct the clock that is wrong. Signatures with a time fail if the server's clock is minutes off.");
    }
}
