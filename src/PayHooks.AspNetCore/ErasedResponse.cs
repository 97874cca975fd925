using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>The response to a request to erase.</summary>
internal static class ErasedResponse
{
    /// <summary>Responds with 204; with <paramref name="now"/>, after the store's files no longer contain what was erased.</summary>
    public static async Task WriteAsync(HttpContext context, bool now)
    {
        if (now && context.RequestServices.GetService<IStoreCompaction>() is { } store)
        {
            await store.CompactAsync(context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
