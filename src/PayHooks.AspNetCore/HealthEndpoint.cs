using Microsoft.AspNetCore.Http;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AspNetCore;

/// <summary>
/// <c>GET /health</c> for load balancers and monitors: 200 when the store can be read and written, else 503; to anyone,
/// without detail.
/// </summary>
internal sealed class HealthEndpoint(IEventLedger ledger, TimeProvider time, IStoreHealth? health = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // A look-up by key costs the same however full the store is, so that anyone may ask.
    private static readonly string NoEvent = EventIds.Create("health", "health");

    /// <summary>The route of both hosts.</summary>
    public const string Route = "health";

    /// <summary>Asks the store and writes the answer.</summary>
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
            // On the pool: a store may block instead of waiting, and the limit must still apply.
            await Task.Run(() => ledger.FindAsync(NoEvent, aborted).AsTask(), aborted).WaitAsync(Limit, time, aborted);
            return health?.FindProblem() is null;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
