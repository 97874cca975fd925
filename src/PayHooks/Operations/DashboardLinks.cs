using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Where people look a payment up: https addresses in the dashboards of the providers.</summary>
internal sealed class DashboardLinks(SourceCatalog sources)
{
    /// <summary>The address of a payment; null where none is known.</summary>
    public string? Of(SubjectRow payment) => Of(payment.Key.Source, payment.Key.Id, payment.Livemode ?? IsLive(payment.Key.Mode));

    /// <summary>The address of the payment that an event belongs to; null where there is none, or its address is not known.</summary>
    public string? Of(EventRecord record) =>
        EventJson.PaymentOf(record) is { } id ? Of(record.Source, id, record.Facts.Livemode ?? IsLive(record.Facts.Subject!.Mode)) : null;

    private string? Of(string source, string paymentId, bool? livemode) =>
        sources.Find(source)?.Provider?.DashboardOf(paymentId, livemode) is { IsAbsoluteUri: true } link
        && link.Scheme == Uri.UriSchemeHttps
            ? link.AbsoluteUri
            : null;

    private static bool? IsLive(string mode) => mode switch { "live" => true, "test" => false, _ => null };
}
