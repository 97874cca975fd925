using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// An entity holds 1 MiB. Only facts taken from a body can make a record longer than that allows, and the body keeps them
/// whole; the id was made from them before. So they are cut rather than that the event waits for ever.
/// </summary>
internal static class RecordBounds
{
    private const int LongestFact = 1000;

    /// <summary>The record with its facts cut.</summary>
    public static EventRecord Cut(EventRecord record) => record with
    {
        ProviderType = Cut(record.ProviderType),
        ProviderEventId = Cut(record.ProviderEventId),
        Resource = new Resource(Cut(record.Resource.Id), Cut(record.Resource.MerchantReference)),
        Amount = record.Amount is { } amount ? new Amount(Cut(amount.Text)!, Cut(amount.Currency)) : null,
        LastError = Cut(record.LastError),
    };

    private static string? Cut(string? fact) => fact is { Length: > LongestFact } ? string.Concat(fact.AsSpan(0, LongestFact), "…") : fact;
}
