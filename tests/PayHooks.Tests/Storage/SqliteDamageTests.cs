namespace PayHooks.Tests.Storage;

/// <summary>What a power cut or a bad disk can leave of the log, and what the next start makes of it.</summary>
public sealed class SqliteDamageTests
{
    private const int Messages = 40;
    private static readonly string[] All = [.. Enumerable.Range(0, Messages).Select(i => $"{i}")];

    [Fact]
    public async Task What_a_killed_process_left_is_all_there()
    {
        using var left = await SqliteLeftovers.OfAsync(Messages);

        Assert.Equal(All, await left.OpenAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task A_torn_write_at_the_end_of_the_log_costs_nothing_that_was_confirmed(int length)
    {
        using var left = await SqliteLeftovers.OfAsync(Messages);
        var garbage = new byte[length];
        new Random(length).NextBytes(garbage);
        await File.AppendAllBytesAsync(left.Log, garbage);

        Assert.Equal(All, await left.OpenAsync());
    }

    [Fact]
    public async Task A_commit_that_was_not_written_to_its_end_is_gone_and_no_other()
    {
        using var left = await SqliteLeftovers.OfAsync(Messages);
        Cut(left.Log, -1);

        Assert.Equal(All[..^1], await left.OpenAsync());
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    [InlineData(0.0)]
    public async Task A_log_cut_off_or_damaged_in_the_middle_counts_up_to_there_and_the_store_is_whole(double at)
    {
        using var cut = await SqliteLeftovers.OfAsync(Messages);
        using var garbled = await SqliteLeftovers.OfAsync(Messages);
        var position = (long)(new FileInfo(cut.Log).Length * at);
        Cut(cut.Log, position);
        Garble(garbled.Log, position, 64);

        foreach (var found in (string[][])[await cut.OpenAsync(), await garbled.OpenAsync()])
        {
            Assert.Equal(All[..found.Length], found);

            // The log begins with what made the tables.
            Assert.InRange(found.Length, (int)(Messages * (at - 0.2)), (int)(Messages * at));
        }
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("garbled")]
    public async Task The_index_of_the_log_is_made_anew_whatever_it_holds(string damage)
    {
        using var left = await SqliteLeftovers.OfAsync(Messages);
        switch (damage)
        {
            case "gone":
                File.Delete(left.Index);
                break;
            case "empty":
                Cut(left.Index, 0);
                break;
            case "cut":
                Cut(left.Index, 1000);
                break;
            default:
                Garble(left.Index, 0, (int)new FileInfo(left.Index).Length);
                break;
        }

        Assert.Equal(All, await left.OpenAsync());
    }

    private static void Cut(string path, long at)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(at < 0 ? file.Length + at : at);
    }

    private static void Garble(string path, long at, int length)
    {
        var garbage = new byte[length];
        new Random(length).NextBytes(garbage);
        using var file = File.OpenWrite(path);
        file.Position = at;
        file.Write(garbage);
    }
}
