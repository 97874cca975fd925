using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Receiving;

namespace PayHooks.Http;

/// <summary>Remembers a delivery that was not accepted, with what its connection tells.</summary>
internal static class RefusalReport
{
    /// <summary>Remembers it unless it was accepted.</summary>
    public static void Add(RefusalLog refusals, HttpContext context, ReceiveResult result)
    {
        if (result.Outcome != ReceiveOutcome.Accepted)
        {
            refusals.Add(new Refusal(
                result.Source, result.StatusCode, result.Reason ?? "",
                result.Source is null ? RefusalLog.Sanitise((string?)context.Request.RouteValues["source"]) : result.Detail,
                AddressOf(context), result.BodyLength > 0 ? result.BodyLength : null));
        }
    }

    /// <summary>Remembers one whose body broke the rules of HTTP on its way.</summary>
    public static void AddBroken(RefusalLog refusals, SourceCatalog sources, HttpContext context, int status) => refusals.Add(new Refusal(
        sources.Find((string)context.Request.RouteValues["source"]!)?.Settings.Name, status, "broken_off",
        "The body broke the rules of HTTP on its way.", AddressOf(context), null));

    private static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
