using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Moq;
using PayHooks.AzureStorage;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

/// <summary>A service that ends queries before it has found anything, which Azurite does not imitate.</summary>
public sealed partial class ShardReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(1);

    private readonly List<string> rows =
    [
        .. Enumerable.Range(0, 20).Select(i => TableKeys.Row(End.AddMinutes(-70 * (i + 1)), Samples.Record(i, Start).Id)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(2000)]
    public async Task Everything_is_found_in_order_when_a_query_covers_only_so_many_minutes(int minutes)
    {
        var reader = Reader(TimeSpan.FromMinutes(minutes));
        var budget = new RequestBudget(20_000);

        await reader.ReadAsync(100, budget, default);

        Assert.Null(reader.Frontier);
        Assert.Equal(rows, reader.Found.Select(row => row.RowKey));
    }

    [Fact]
    public async Task What_was_searched_in_vain_is_not_searched_again_by_the_next_page()
    {
        var reader = Reader(TimeSpan.FromMinutes(10));

        await reader.ReadAsync(100, new RequestBudget(6), default);

        var reached = TableKeys.TimeOf(reader.Frontier!);
        Assert.True(reached < End, $"{reached}");
        Assert.Equal(rows.Where(row => string.CompareOrdinal(row, reader.Frontier) <= 0), reader.Found.Select(row => row.RowKey));
    }

    // A query that covers more time than the service searches in five seconds ends with what was found until then.
    private ShardReader Reader(TimeSpan searched)
    {
        var table = new Mock<TableClient>();
        table.Setup(one => one.QueryAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<int?>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns<string, int?, IEnumerable<string>, CancellationToken>((filter, most, _, _) =>
            {
                var range = Range().Match(filter);
                var (from, to) = (range.Groups["from"].Value, range.Groups["to"].Value);
                var last = TableKeys.Row(TableKeys.TimeOf(from) - searched, "");
                var isCut = string.CompareOrdinal(last, to) < 0;
                var end = isCut ? last : to;
                var found = rows.Where(row => string.CompareOrdinal(row, from) > 0 && string.CompareOrdinal(row, end) < 0)
                    .Take(most!.Value).Select(row => new TableEntity("00", row)).ToArray();
                return AsyncPageable<TableEntity>.FromPages(
                    [Page<TableEntity>.FromValues(found, isCut ? "more" : null, Mock.Of<Response>())]);
            });
        return new ShardReader(table.Object, "00", "Tombstone eq false", TableKeys.RowAfter(End), TableKeys.RowAfter(Start));
    }

    [GeneratedRegex("RowKey gt '(?<from>[^']*)' and RowKey lt '(?<to>[^']*)'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();
}
