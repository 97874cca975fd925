using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>A Boolean query parameter.</summary>
internal static class QueryFlag
{
    /// <summary>Returns the value, false if absent. If it is neither true nor false, writes an error response and returns null.</summary>
    public static async ValueTask<bool?> ReadAsync(HttpContext context, string name)
    {
        if (QueryMembers.Flag(context.Request.Query, name, out var flag) is not { } problem)
        {
            return flag ?? false;
        }

        await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
        return null;
    }
}
