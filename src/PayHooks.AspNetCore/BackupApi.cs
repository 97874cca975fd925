using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Answers the request for a backup. The store is in use meanwhile.</summary>
internal static class BackupApi
{
    /// <summary>
    /// The whole store as one file. A response that breaks off is an incomplete file, which <c>payhooks restore</c> refuses.
    /// </summary>
    public static async Task DownloadAsync(IStoreBackup backup, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(backup);
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
