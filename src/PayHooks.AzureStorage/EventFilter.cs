using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>The conditions of a query for the service. Rows that only mark a moved record have no such columns and never match.</summary>
internal static class EventFilter
{
    // The service permits 15 comparisons in a filter (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities);
    // five are for the keys, tombstones and the time. Values beyond that are left to EventQuery.Matches.
    private const int MostComparisons = 10;

    /// <summary>Returns the conditions except the keys.</summary>
    public static string Of(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = new List<string> { $"{EventEntity.IsTombstone} eq false" };
        var left = MostComparisons;
        Add(query.Status, Of, perValue: 2);
        Add(query.Outcome, outcome => $"{EventEntity.Outcome} eq '{EventOutcomeText.Of(outcome)}'");
        Add(query.Source, source => TableClient.CreateQueryFilter($"Source eq {source}"));
        Add(query.Type, type => TableClient.CreateQueryFilter($"Type eq {type}"));
        if (query.Since is { } since)
        {
            conditions.Add(TableClient.CreateQueryFilter($"ReceivedAt ge {since.ToUniversalTime()}"));
        }

        return string.Join(" and ", conditions);

        void Add<T>(AnyOf<T> filter, Func<T, string> conditionOf, int perValue = 1)
            where T : notnull
        {
            var comparisons = filter.Values.Count * perValue;
            if (!filter.IsEmpty && comparisons <= left)
            {
                left -= comparisons;
                conditions.Add($"({string.Join(" or ", filter.Select(conditionOf))})");
            }
        }
    }

    /// <summary>Returns the condition for a status; erased events are not dead letters.</summary>
    public static string Of(EventStatus status) => status == EventStatus.Dead
        ? $"({EventEntity.Status} eq '{EventStatusText.Of(status)}' and {EventEntity.IsErased} eq false)"
        : $"{EventEntity.Status} eq '{EventStatusText.Of(status)}'";
}
