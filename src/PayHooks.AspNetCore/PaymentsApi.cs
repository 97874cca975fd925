using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Payments;
using PayHooks.Serialization;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on payments. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class PaymentsApi(
    PaymentQueries payments, PaymentErasure erasure, DashboardLinks dashboards, HostDescription host)
{
    /// <summary>The states to filter by.</summary>
    public static IReadOnlyList<string> States { get; } = ["pending", "failed", "authorized", "expired", "canceled", "succeeded"];

    /// <summary>Payments by <c>?id=&amp;reference=&amp;flag=&amp;source=&amp;state=</c>, most recent event first.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var query = new PaymentQuery
        {
            Id = Text("id"),
            Reference = Text("reference"),
            Flag = Text("flag"),
            Source = Text("source")?.ToLowerInvariant(),
            State = Text("state"),
        };
        if (ProblemOf(query) is { } problem)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        await JsonResponse.WriteAsync(context, PaymentJson.Write(await payments.ListAsync(query, context.RequestAborted)));

        string? Text(string name) => QueryMembers.Text(context.Request.Query, name);
    }

    /// <summary>Returns one payment with its history.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is (_, { } row))
        {
            await JsonResponse.WriteAsync(context, PaymentJson.WriteDetail(row, dashboards.Of(row)));
        }
        else
        {
            await UnknownAsync(context);
        }
    }

    /// <summary>Erases a payment and the payloads of its events.</summary>
    public async Task EraseAsync(HttpContext context)
    {
        if (await FindAsync(context) is not ({ } id, _))
        {
            await UnknownAsync(context);
            return;
        }

        if (await QueryFlag.ReadAsync(context, "now") is not { } now)
        {
            return;
        }

        var erased = await erasure.EraseAsync(SourceOf(context).ToLowerInvariant(), id, context.RequestAborted);
        switch (erased.Outcome)
        {
            case EraseOutcome.Erased:
                await ErasedResponse.WriteAsync(context, now);
                break;
            case EraseOutcome.Unknown:
                await UnknownAsync(context);
                break;
            case EraseOutcome.Retrying:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    $"Its event {erased.EventId} needs its payload for the next "
                        + $"attempt{(erased.NextAttemptAt is { } at ? $" at {at.UtcDateTime:u}" : "")}. "
                    + "Fix what fails and replay it, or wait for the last attempt; then erase the payment.");
                break;
            case EraseOutcome.Paused:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    $"Its event {erased.EventId} waits for a paused source or handler and needs its payload then. Resume it; then erase "
                        + "the payment.");
                break;
            default:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    erased.EventId is { } running
                        ? $"The handlers of its event {running} are running. Wait for their outcome, then erase the payment."
                        : "Events of the payment keep arriving. Try again in a minute.");
                break;
        }
    }

    private async ValueTask<(string? Id, SubjectRow? Row)> FindAsync(HttpContext context)
    {
        foreach (var id in RouteText.Of(context, "id"))
        {
            if (await payments.FindAsync(SourceOf(context).ToLowerInvariant(), id, context.RequestAborted) is { } row)
            {
                return (id, row);
            }
        }

        return default;
    }

    private static Task UnknownAsync(HttpContext context) => ProblemDetailsResponse.WriteAsync(
        context, StatusCodes.Status404NotFound, $"The source '{SourceOf(context)}' has no payment with this id.");

    private static string SourceOf(HttpContext context) => (string)context.Request.RouteValues["source"]!;

    private string? ProblemOf(PaymentQuery query) => query switch
    {
        { State: { } state } when !States.Contains(state, StringComparer.Ordinal) => $"state must be one of {string.Join(", ", States)}.",
        { Flag: { } flag } when !PaymentFlagTexts.Names.Contains(flag, StringComparer.Ordinal) =>
            $"flag must be one of {string.Join(", ", PaymentFlagTexts.Names)}.",
        { HasKey: false } when !host.Live => "This store lists payments by id, reference or flag: pass one of them.",
        _ => null,
    };
}
