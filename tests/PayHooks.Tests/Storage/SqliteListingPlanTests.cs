using PayHooks.Sqlite;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class SqliteListingPlanTests : SqliteStoreTest
{
    [Theory]
    [CombinatorialFilters]
    internal async Task A_list_is_one_stretch_of_one_index_whatever_the_filters(string? source, string? type, EventStatus? status, bool hasCursor, bool hasBounds)
    {
        var query = new EventQuery { Source = source, Type = type, Status = status, Since = hasBounds ? Now.AddDays(-1) : null, Until = hasBounds ? Now : null };

        var plan = await PlanAsync(EventListing.Sql(query, hasCursor ? new EventCursor(Now.AddHours(-1), "evt_") : null));

        Assert.Contains("USING INDEX events_", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        var isFiltered = source is not null || type is not null || status is not null and not EventStatus.Completed;
        Assert.StartsWith(isFiltered || hasCursor || hasBounds ? "SEARCH" : "SCAN events USING INDEX events_by_time", plan, StringComparison.Ordinal);
        Assert.Equal(hasCursor || hasBounds, plan.Contains("received_at<?", StringComparison.Ordinal));
        Assert.Equal(hasBounds, plan.Contains("received_at>?", StringComparison.Ordinal));
        if (status is null or EventStatus.Completed)
        {
            Assert.Equal(source is not null, plan.Contains("source=?", StringComparison.Ordinal));
            Assert.Equal(type is not null, plan.Contains("type=?", StringComparison.Ordinal));
        }
    }

    private Task<string> PlanAsync(string sql) => Store.Store.Writer.RunAloneAsync(
        db =>
        {
            using var explain = db.Use("EXPLAIN QUERY PLAN " + sql);
            var steps = new List<string>();
            while (explain.Step())
            {
                steps.Add(explain.Text(3));
            }

            return string.Join('\n', steps);
        },
        default);

    private sealed class CombinatorialFiltersAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object?[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from source in new[] { null, "chargily" }
            from type in new[] { null, EventTypes.PaymentSucceeded }
            from status in new EventStatus?[] { null, EventStatus.Completed, EventStatus.Dead }
            from hasCursor in new[] { false, true }
            from hasBounds in new[] { false, true }
            select new object?[] { source, type, status, hasCursor, hasBounds };
    }
}
