using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Keeps records within the 1 MiB limit of an entity. Only facts extracted from a body can make a record too long. They are truncated,
/// because the event could otherwise never be stored; the body still contains them in full, and the id was computed before.
/// </summary>
internal static class RecordBounds
{
    private const int LongestFact = 1000;

    /// <summary>Returns the record with its facts truncated.</summary>
    public static EventRecord Cut(EventRecord record) => record with
    {
        Facts = Cut(record.Facts),
        LastError = Cut(record.LastError),
    };

    private static EventFacts Cut(EventFacts facts) => facts with
    {
        ProviderEventId = Cut(facts.ProviderEventId),
        ProviderType = Cut(facts.ProviderType),
        Resource = new Resource(Cut(facts.Resource.Id), Cut(facts.Resource.MerchantReference)),
        Amount = facts.Amount is { } amount ? amount with { ProviderText = Cut(amount.ProviderText)!, Currency = Cut(amount.Currency) }
            : null,
    };

    private static string? Cut(string? fact) => fact is { Length: > LongestFact } ? string.Concat(fact.AsSpan(0, LongestFact), "…") : fact;
}
