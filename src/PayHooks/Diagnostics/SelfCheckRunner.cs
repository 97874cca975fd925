namespace PayHooks.Diagnostics;

/// <summary>Runs all checks concurrently. A check that fails or takes too long is reported as failed and does not affect the
/// others.</summary>
internal sealed class SelfCheckRunner(IEnumerable<ISelfCheck> checks, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Runs the checks.</summary>
    public async Task<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)))).SelectMany(results => results)];

    private async Task<IReadOnlyList<SelfCheckResult>> RunAsync(ISelfCheck check, CancellationToken cancellationToken)
    {
        try
        {
            // Runs on the thread pool: a store may block synchronously, and the limit must still apply.
            return await Task.Run(() => check.RunAsync(cancellationToken).AsTask(), cancellationToken)
                .WaitAsync(Limit, time, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return
            [
                SelfCheckResult.Failed(
                    check.Name,
                    e is TimeoutException ? $"The check did not finish within {Limit.TotalSeconds:0} seconds." : e.Message,
                    "Look for the error in the log; GET /health says whether deliveries are accepted."),
            ];
        }
    }
}
