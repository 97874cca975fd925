namespace PayHooks.AzureStorage;

/// <summary>Staggers the retries of conflicting writers. Uses the system clock, because it only delays requests.</summary>
internal static class RetryDelay
{
    /// <summary>Waits a random time that grows with each attempt, up to 400 ms.</summary>
    public static Task WaitAsync(int tries, CancellationToken cancellationToken) => Task.Delay(
        TimeSpan.FromMilliseconds(Random.Shared.Next(5, Math.Min(10 << Math.Min(tries, 6), 400))), TimeProvider.System, cancellationToken);
}
