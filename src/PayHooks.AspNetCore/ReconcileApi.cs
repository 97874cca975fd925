using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayHooks.Reconciliation;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on reconciliation. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class ReconcileApi(Reconciler reconciler)
{
    /// <summary>Returns how far each source with an API is reconciled, and its last runs.</summary>
    public async Task ListAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context,
        JsonSerializer.SerializeToUtf8Bytes(
            await reconciler.ReadAsync(context.RequestAborted), ReconcileJson.Default.ReconcileStatuses));

    /// <summary>
    /// Reconciles a source and returns the report: <c>?since=&amp;until=&amp;payment=&amp;dryRun=&amp;redeliver=</c>,
    /// or a JSON object with these members.
    /// </summary>
    public async Task RunAsync(HttpContext context)
    {
        var (request, problem) = ReconcileRequestReader.Read(context.Request);
        if (request is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        var source = ((string)context.Request.RouteValues["source"]!).ToLowerInvariant();
        var answer = await reconciler.RunAsync(source, request, context.RequestAborted);
        if (answer.Run is { } run)
        {
            await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(run, ReconcileJson.Default.ReconcileRun));
            return;
        }

        var status = answer.Refusal switch
        {
            ReconcileRefusal.UnknownSource => StatusCodes.Status404NotFound,
            ReconcileRefusal.BadWindow => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status409Conflict,
        };
        await ProblemDetailsResponse.WriteAsync(context, status, answer.Detail!);
    }
}
