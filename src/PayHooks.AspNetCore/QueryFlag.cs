using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>A Boolean query parameter.</summary>
internal static class QueryFlag
{
    /// <summary>Returns the value, false if absent. If it is neither true nor false, writes an error response and returns null.</summary>
    public static async ValueTask<bool?> ReadAsync(HttpContext context, string name)
    {
        var text = context.Request.Query[name] is [.., { Length: > 0 } last] ? last : "false";
        if (text is "true" or "false")
        {
            return text == "true";
        }

        await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, $"{name} is true or false.");
        return null;
    }
}
