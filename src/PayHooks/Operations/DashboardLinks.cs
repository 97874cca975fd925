using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Builds links to payments in the providers' dashboards.</summary>
internal sealed class DashboardLinks(SourceCatalog sources)
{
    /// <summary>The URL of a payment; null if unknown.</summary>
    public string? Of(SubjectRow payment) => Of(payment.Key.Source, payment.Key.Id, payment.Livemode ?? IsLive(payment.Key.Mode));

    /// <summary>The URL of the payment that an event belongs to; null if there is no payment or its URL is unknown.</summary>
    public string? Of(EventRecord record) =>
        EventJson.PaymentOf(record) is { } id ? Of(record.Source, id, record.Facts.Livemode ?? IsLive(record.Facts.Subject!.Mode)) : null;

    private string? Of(string source, string paymentId, bool? livemode) =>
        sources.Find(source)?.Provider?.DashboardOf(paymentId, livemode) is { IsAbsoluteUri: true } link
        && link.Scheme == Uri.UriSchemeHttps
            ? link.AbsoluteUri
            : null;

    private static bool? IsLive(string mode) => mode switch { "live" => true, "test" => false, _ => null };
}
