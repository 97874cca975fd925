using PayHooks.Processing.Protocol;

namespace PayHooks.Processing;

/// <summary>
/// A write after the handlers have run: only the outcome is not yet durable. A transient store failure is retried here before the handlers
/// are run again.
/// </summary>
internal static class OutcomeWrite
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Writes, and tries again a few times.</summary>
    public static async Task<bool> RunAsync(Func<CancellationToken, ValueTask<bool>> write, TimeProvider time)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var wait = new StoreTimeout(time);
                return await write(wait.Token);
            }
            catch (Exception) when (tries < Waits.Length)
            {
                await Task.Delay(Waits[tries], time, CancellationToken.None);
            }
        }
    }
}
