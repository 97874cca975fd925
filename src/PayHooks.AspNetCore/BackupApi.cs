using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Answers the request for a backup. The store is in use meanwhile.</summary>
internal sealed class BackupApi(IStoreBackup backup)
{
    /// <summary>The whole store as one file. A response that breaks off is an incomplete file, which <c>payhooks restore</c> refuses.</summary>
    public async Task DownloadAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = "application/x-tar";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"payhooks-backup.tar\"";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await backup.WriteAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
