using System.Runtime.CompilerServices;

namespace PayHooks.Cli.Terminal;

/// <summary>The keys that are pressed at the terminal.</summary>
internal static class Keyboard
{
    // Short enough to feel immediate. Asking leaves no thread that waits for a key after the command has ended.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns each key as it is pressed.</summary>
    public static async IAsyncEnumerable<char> ReadAsync(
        TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Console.KeyAvailable)
            {
                yield return Console.ReadKey(intercept: true).KeyChar;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
