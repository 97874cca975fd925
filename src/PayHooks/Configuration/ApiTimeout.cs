using PayHooks.Verification.Api;

namespace PayHooks.Configuration;

/// <summary>Limits what is asked of a provider's API: one that never responds must not hold up an event, a run or a check.</summary>
internal static class ApiTimeout
{
    /// <summary>The limit of one call, well below the leases of the callers.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Makes a call. After the limit, its result is ignored, even if the API ignores the cancellation.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ProviderApiException">The call failed, or took too long.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ProviderApiException
            && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderApiException(
                ApiFailure.Unavailable, $"The provider's API did not respond within {Limit.TotalSeconds} seconds.", e);
        }
    }
}
