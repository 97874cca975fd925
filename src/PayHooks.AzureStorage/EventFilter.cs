using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>The conditions of a query for the service. Rows that only mark a moved record have no such columns and never match.</summary>
internal static class EventFilter
{
    /// <summary>Returns the conditions except the keys.</summary>
    public static string Of(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = new List<string> { $"{EventEntity.IsTombstone} eq false" };
        if (query.Source is { } source)
        {
            conditions.Add(TableClient.CreateQueryFilter($"Source eq {source}"));
        }

        if (query.Type is { } type)
        {
            conditions.Add(TableClient.CreateQueryFilter($"Type eq {type}"));
        }

        if (query.Status is { } status)
        {
            conditions.Add(Of(status));
        }

        if (query.Outcome is { } outcome)
        {
            conditions.Add($"{EventEntity.Outcome} eq '{EventOutcomeText.Of(outcome)}'");
        }

        if (query.Since is { } since)
        {
            conditions.Add(TableClient.CreateQueryFilter($"ReceivedAt ge {since.ToUniversalTime()}"));
        }

        return string.Join(" and ", conditions);
    }

    /// <summary>Returns the condition for a status; erased events are not dead letters.</summary>
    public static string Of(EventStatus status) => $"{EventEntity.Status} eq '{EventStatusText.Of(status)}'"
        + (status == EventStatus.Dead ? $" and {EventEntity.IsErased} eq false" : "");
}
