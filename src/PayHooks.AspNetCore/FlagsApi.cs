using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Payments;
using PayHooks.Serialization;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on flags of payments. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class FlagsApi(FlagOperations flags)
{
    // Flags of a refund or dispute belong to its payment.
    private static readonly SubjectKind[] Flagged = [SubjectKind.Payment, SubjectKind.Payout];

    /// <summary>Returns the flags that have not been marked as seen, newest first.</summary>
    public async Task ListAsync(HttpContext context) =>
        await JsonResponse.WriteAsync(context, FlagJson.Write(await flags.ListAsync(context.RequestAborted)));

    /// <summary>Marks the flags of a payment or a payout as seen.</summary>
    public async Task MarkSeenAsync(HttpContext context)
    {
        var source = (string)context.Request.RouteValues["source"]!;
        var kind = (string)context.Request.RouteValues["kind"]!;
        foreach (var known in Flagged.Where(one => SubjectTexts.Of(one) == kind))
        {
            foreach (var id in RouteText.Of(context, "id"))
            {
                if (await flags.MarkSeenAsync(source.ToLowerInvariant(), known, id, context.RequestAborted))
                {
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    return;
                }
            }
        }

        await ProblemDetailsResponse.WriteAsync(
            context, StatusCodes.Status404NotFound, $"The source '{source}' has no {kind} with this id that is flagged.");
    }
}
