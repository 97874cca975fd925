using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Receiving;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Records rejected deliveries with their remote address.</summary>
internal static class RejectedDeliveryRecorder
{
    /// <summary>Records the delivery unless it was accepted or is a ping.</summary>
    public static void Add(RejectedDeliveries rejected, HttpContext context, ReceiveResult result)
    {
        if (result.Outcome is ReceiveOutcome.Refused or ReceiveOutcome.Unavailable)
        {
            rejected.Add(new RejectedDelivery(
                result.Source, result.StatusCode, result.Reason ?? "",
                result.Source is null ? RejectedDeliveries.Sanitise((string?)context.Request.RouteValues["source"]) : result.Detail,
                AddressOf(context), result.BodyLength > 0 ? result.BodyLength : null));
        }
    }

    /// <summary>Records a delivery whose body was malformed at the HTTP level.</summary>
    public static void AddBroken(RejectedDeliveries rejected, SourceCatalog sources, HttpContext context, int status) =>
        rejected.Add(new RejectedDelivery(
        sources.Find((string)context.Request.RouteValues["source"]!)?.Settings.Name, status, "broken_off",
        "The request's body was not valid HTTP.", AddressOf(context), null));

    private static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
