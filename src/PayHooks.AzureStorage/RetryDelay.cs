namespace PayHooks.AzureStorage;

/// <summary>Spreads out writers of one entity that met each other. Uses the machine's own clock: it paces requests and decides
/// nothing.</summary>
internal static class RetryDelay
{
    /// <summary>Waits a random time, longer with each try, at most 400 ms.</summary>
    public static Task WaitAsync(int tries, CancellationToken cancellationToken) => Task.Delay(
        TimeSpan.FromMilliseconds(Random.Shared.Next(5, Math.Min(10 << Math.Min(tries, 6), 400))), TimeProvider.System, cancellationToken);
}
