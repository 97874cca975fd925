using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>A parameter that is true or false.</summary>
internal static class QueryFlag
{
    /// <summary>Its value, false without it; null, and the response is written, when it is neither true nor false.</summary>
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
