using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Payments;
using PayHooks.Serialization;

namespace PayHooks.AspNetCore;

/// <summary>Answers the operations on payments. <see cref="ApiPipeline"/> calls it.</summary>
internal sealed class PaymentsApi(PaymentQueries payments, DashboardLinks dashboards, HostDescription host)
{
    private static readonly string[] States = ["pending", "failed", "authorized", "expired", "canceled", "succeeded"];

    /// <summary>Payments by <c>?id=&amp;reference=&amp;flag=&amp;source=&amp;state=</c>, those with the newest events first.</summary>
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

        string? Text(string name) => context.Request.Query[name] is [.., { Length: > 0 } last] ? last : null;
    }

    /// <summary>One payment with its history.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        var source = (string)context.Request.RouteValues["source"]!;
        foreach (var id in RouteText.Of(context, "id"))
        {
            if (await payments.FindAsync(source.ToLowerInvariant(), id, context.RequestAborted) is { } row)
            {
                await JsonResponse.WriteAsync(context, PaymentJson.WriteDetail(row, dashboards.Of(row)));
                return;
            }
        }

        await ProblemDetailsResponse.WriteAsync(
            context, StatusCodes.Status404NotFound, $"The source '{source}' has no payment with this id.");
    }

    private string? ProblemOf(PaymentQuery query) => query switch
    {
        { State: { } state } when !States.Contains(state, StringComparer.Ordinal) => $"state is one of {string.Join(", ", States)}.",
        { Flag: { } flag } when !PaymentFlagTexts.Names.Contains(flag, StringComparer.Ordinal) =>
            $"flag is one of {string.Join(", ", PaymentFlagTexts.Names)}.",
        { HasKey: false } when !host.Live => "This store lists payments by id, reference or flag: pass one of them.",
        _ => null,
    };
}
