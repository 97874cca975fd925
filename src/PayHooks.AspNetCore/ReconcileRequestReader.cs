using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayHooks.Reconciliation;

namespace PayHooks.AspNetCore;

/// <summary>
/// Reads what to reconcile, from the query and from a JSON object with the same members; the query takes precedence. Unknown names are
/// refused before (<see cref="ApiPipeline"/>), because a misspelled <c>dryRun</c> enqueues events.
/// </summary>
internal static class ReconcileRequestReader
{
    /// <summary>Returns the request, or what is wrong with it.</summary>
    public static (ReconcileRequest? Request, string? Problem) Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var result = new ReconcileRequest();
        var problem = RequestContent.Of(request.HttpContext).Json is { } json ? ReadJson(json, ref result) : null;
        problem ??= ReadQuery(request.Query, ref result);
        return problem is null ? Check(result) : (null, problem);
    }

    // Returns what is wrong, or null.
    private static string? ReadJson(JsonElement json, ref ReconcileRequest result)
    {
        DateTimeOffset? since = null, until = null;
        bool? dryRun = null, redeliver = null;
        var problem = JsonMembers.Text(json, "payment", out var payment)
            ?? JsonMembers.Time(json, "since", out since)
            ?? JsonMembers.Time(json, "until", out until)
            ?? JsonMembers.Flag(json, "dryRun", out dryRun)
            ?? JsonMembers.Flag(json, "redeliver", out redeliver);
        result = result with
        {
            Payment = payment,
            Since = since,
            Until = until,
            DryRun = dryRun ?? false,
            Redeliver = redeliver ?? false,
        };
        return problem;
    }

    // Returns what is wrong, or null.
    private static string? ReadQuery(IQueryCollection query, ref ReconcileRequest result)
    {
        DateTimeOffset? until = null;
        bool? dryRun = null, redeliver = null;
        var problem = QueryMembers.Time(query, "since", out var since)
            ?? QueryMembers.Time(query, "until", out until)
            ?? QueryMembers.Flag(query, "dryRun", out dryRun)
            ?? QueryMembers.Flag(query, "redeliver", out redeliver);
        result = new ReconcileRequest
        {
            Payment = QueryMembers.Text(query, "payment") ?? result.Payment,
            Since = since ?? result.Since,
            Until = until ?? result.Until,
            DryRun = dryRun ?? result.DryRun,
            Redeliver = redeliver ?? result.Redeliver,
        };
        return problem;
    }

    private static (ReconcileRequest? Request, string? Problem) Check(ReconcileRequest request) => request switch
    {
        { Payment: not null, Redeliver: true } => (null, "payment looks up a single payment; redeliver does not apply to it."),
        { Payment: not null } and not { Since: null, Until: null } =>
            (null, "payment looks up a single payment; since and until do not apply to it."),
        _ => (request, null),
    };
}
