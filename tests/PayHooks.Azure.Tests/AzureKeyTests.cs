using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Azure.Tests;

/// <summary>Keys and names by which stored events are found: they never change.</summary>
public sealed class AzureKeyTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Id = EventIds.Create("chargily", "01hjjjzf7wbc454te45mwx35fe");

    [Fact]
    public void Keys_are_frozen()
    {
        Assert.Equal("chargily-"
            + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("chargily\n01hjjjzf7wbc454te45mwx35fe"u8)[..1]),
            TableKeys.Partition(new EventKey("chargily", Id)));
        Assert.Equal($"e:{Id}", TableKeys.KeyRow(Id));
        Assert.Equal("2912428-", TableKeys.KeptDay(At));
        Assert.Equal(new DateOnly(2026, 1, 15), TableKeys.DateOfKept("2912428-01"));
        Assert.Equal($"2516338223999999999{Id}", TableKeys.Row(At, Id));
        Assert.Equal((At, Id), (TableKeys.TimeOf(TableKeys.Row(At, Id)), TableKeys.IdOf(TableKeys.Row(At, Id))));
        Assert.Throws<ArgumentException>(() => TableKeys.Partition(new EventKey("chargily", "evt_?")));
    }

    [Fact]
    public void Shards_are_frozen_and_used_evenly()
    {
        Assert.Equal("01", TableKeys.Shard(Id, 2));
        var shards = Enumerable.Range(0, 3000).GroupBy(number => TableKeys.Shard(EventIds.Create("chargily", $"{number}"), 3)).ToArray();

        Assert.Equal(3, shards.Length);
        Assert.All(shards, shard => Assert.InRange(shard.Count(), 900, 1100));
    }

    [Fact]
    public void The_name_of_a_table_says_its_day_and_its_shards()
    {
        var table = DayTable.Of(At, 2);

        Assert.Equal("20260115s2", table.Suffix);
        Assert.Equal(table, DayTable.Parse("20260115s2"));
        Assert.Equal(["00", "01"], table.Partitions());
        Assert.All([null, "", "20260115", "20260115s", "20260115s0", "2026011s2", "20261315s2", "20260115sx"],
            text => Assert.Null(DayTable.Parse(text)));
    }
}
