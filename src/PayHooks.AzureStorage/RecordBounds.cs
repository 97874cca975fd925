using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// An entity holds 1 MiB. Only facts taken from a body can make a record longer than that allows, and the body keeps them
/// whole; the id was made from them before. So they are cut: otherwise the event would wait indefinitely.
/// </summary>
internal static class RecordBounds
{
    private const int LongestFact = 1000;

    /// <summary>The record with its facts cut.</summary>
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
