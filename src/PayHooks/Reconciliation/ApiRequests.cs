using PayHooks.Configuration;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>The requests of one run to the provider's API: counts them, and limits the time of each and of all.</summary>
internal sealed class ApiRequests(string source, TimeProvider time)
{
    // Functions end after ten minutes at most, and callers of the HTTP API wait for the response.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);

    private readonly long began = time.GetTimestamp();

    /// <summary>The number of requests so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the run has taken so long that it ends.</summary>
    public bool IsTimeUp => time.GetElapsedTime(began) >= MostTime;

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderApiException">It failed, or took too long.</exception>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        Count++;
        try
        {
            var value = await ApiTimeout.RunAsync(request, time, cancellationToken);
            ReconcileTelemetry.Requested(source, failure: null);
            return value;
        }
        catch (ProviderApiException e)
        {
            ReconcileTelemetry.Requested(source, e.Failure);
            throw;
        }
    }
}
