using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Lists the requests that changed something. Called by <see cref="ApiPipeline"/>, which records them.</summary>
internal sealed class AuditApi(AuditTrail audit)
{
    private const int DefaultLimit = 50;

    /// <summary>Returns the entries, newest first, by <c>?limit=&amp;cursor=</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (LimitText.Read(query, DefaultLimit, AuditTrail.MaxLimit) is not { } limit)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, LimitText.ProblemOf(AuditTrail.MaxLimit));
            return;
        }

        try
        {
            var page = await audit.ListAsync(QueryMembers.Text(query, "cursor"), limit, context.RequestAborted);
            await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(page, AuditApiJson.Default.AuditPage));
        }
        catch (BadCursorException e)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AuditApiJson : JsonSerializerContext;
