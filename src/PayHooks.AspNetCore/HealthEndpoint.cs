using Microsoft.AspNetCore.Http;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AspNetCore;

/// <summary>
/// <c>GET /health</c> for load balancers and monitors: 200 when the store can be read and written, otherwise 503. Requires no
/// authentication and returns no details.
/// </summary>
internal sealed class HealthEndpoint(IEventLedger ledger, TimeProvider time, IStoreHealth? health = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // A lookup by key costs the same however full the store is, so the endpoint can be anonymous.
    private static readonly EventKey NoEvent = new("health", EventIds.Create("health", "health"));

    /// <summary>The route in both hosts.</summary>
    public const string Route = "health";

    /// <summary>Checks the store and writes the response.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        context.Response.StatusCode = await StoreAnswersAsync(context.RequestAborted)
            ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
    }

    private async Task<bool> StoreAnswersAsync(CancellationToken aborted)
    {
        try
        {
            // Runs on the thread pool: a store may block synchronously, and the timeout must still apply.
            await Task.Run(() => ledger.FindAsync(NoEvent, aborted).AsTask(), aborted).WaitAsync(Limit, time, aborted);
            return health?.FindProblem() is null;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
