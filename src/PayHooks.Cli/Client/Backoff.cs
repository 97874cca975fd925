namespace PayHooks.Cli.Client;

/// <summary>Delays that double, up to 30 seconds.</summary>
/// <param name="first">The first delay.</param>
internal sealed class Backoff(TimeSpan first)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan? next;

    /// <summary>Returns the next delay.</summary>
    public TimeSpan Next()
    {
        var delay = next ?? first;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }

    /// <summary>Begins again with the first delay.</summary>
    public void Reset() => next = null;
}
