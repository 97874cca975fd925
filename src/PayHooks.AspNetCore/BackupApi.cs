using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Handles backup requests. The store stays in use during a backup.</summary>
internal static class BackupApi
{
    /// <summary>
    /// Returns the whole store as one file. An interrupted response leaves an incomplete file, which <c>payhooks restore</c> rejects.
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
