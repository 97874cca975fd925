using System.Text;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every store does with the small rows that all instances share.</summary>
public abstract class StateStoreContract : StoreContract
{
    private const string Jobs = "job";

    [Fact]
    public async Task A_row_is_read_as_it_was_written()
    {
        Assert.Null(await Store.State.FindAsync(Jobs, "first", default));

        var written = await WriteAsync("first", "one", tag: null);

        Assert.NotNull(written);
        var found = await Store.State.FindAsync(Jobs, "first", default);
        Assert.Equal(("first", "one", written.Tag), (found!.Key, Text(found), found.Tag));
        Assert.Null(await Store.State.FindAsync("group", "first", default));
    }

    [Fact]
    public async Task A_row_that_exists_is_not_written_as_a_new_one()
    {
        await WriteAsync("first", "one", tag: null);

        Assert.Null(await WriteAsync("first", "two", tag: null));
        Assert.Equal("one", Text(await Store.State.FindAsync(Jobs, "first", default)));
    }

    [Fact]
    public async Task A_row_changed_by_somebody_else_is_not_replaced()
    {
        var first = await WriteAsync("first", "one", tag: null);
        var second = await WriteAsync("first", "two", first!.Tag);

        Assert.NotNull(second);
        Assert.NotEqual(first.Tag, second.Tag);
        Assert.Null(await WriteAsync("first", "three", first.Tag));
        Assert.False(await Store.State.DeleteAsync(Jobs, "first", first.Tag, default));
        Assert.Equal("two", Text(await Store.State.FindAsync(Jobs, "first", default)));
    }

    [Fact]
    public async Task Without_a_condition_the_last_write_is_kept()
    {
        Assert.NotNull(await WriteAsync("first", "one", StateRow.AnyTag));
        Assert.NotNull(await WriteAsync("first", "two", StateRow.AnyTag));
        Assert.Equal("two", Text(await Store.State.FindAsync(Jobs, "first", default)));
    }

    [Fact]
    public async Task A_deleted_row_is_gone_and_its_tag_matches_no_later_row()
    {
        var first = await WriteAsync("first", "one", tag: null);
        Assert.True(await Store.State.DeleteAsync(Jobs, "first", first!.Tag, default));
        Assert.True(await Store.State.DeleteAsync(Jobs, "first", StateRow.AnyTag, default));
        Assert.Null(await Store.State.FindAsync(Jobs, "first", default));
        Assert.Null(await WriteAsync("first", "two", first.Tag));

        Assert.NotEqual(first.Tag, (await WriteAsync("first", "two", tag: null))!.Tag);
    }

    [Fact]
    public async Task Rows_are_listed_in_the_order_of_their_keys_from_a_key_on()
    {
        foreach (var key in new[] { "b", "a", "C", "a1", "a:1", "d" })
        {
            await WriteAsync(key, $"value of {key}", tag: null);
        }

        await Store.State.WriteAsync("jobs", "e", Bytes("another partition"), null, default);

        Assert.Equal(["C", "a", "a1", "a:1", "b", "d"], await KeysAsync(null, 10));
        Assert.Equal(["C", "a", "a1"], await KeysAsync(null, 3));
        Assert.Equal(["a:1", "b"], await KeysAsync("a1", 2));
        Assert.Empty(await KeysAsync("d", 10));
        Assert.All(await Store.State.ListAsync(Jobs, null, 10, default), row => Assert.Equal($"value of {row.Key}", Text(row)));
    }

    [Fact]
    public async Task A_whole_partition_is_read_even_if_it_has_more_than_a_page()
    {
        string[] keys = [.. Enumerable.Range(0, 501).Select(number => $"{number:D3}")];
        await Task.WhenAll(keys.Select(key => WriteAsync(key, key, tag: null)));

        Assert.Equal(keys, (await Store.State.ListAllAsync(Jobs, after: null, default)).Select(row => row.Key));
        Assert.Equal(["499", "500"], (await Store.State.ListAllAsync(Jobs, after: "498", default)).Select(row => row.Key));
        Assert.Empty(await Store.State.ListAllAsync("jobs", after: null, default));
    }

    [Fact]
    public async Task Rows_before_a_key_are_removed()
    {
        foreach (var number in Enumerable.Range(0, 120))
        {
            await WriteAsync($"{number:D3}", $"{number}", tag: null);
        }

        await Store.State.WriteAsync("jobs", "000", Bytes("another partition"), null, default);
        await Store.State.WriteAsync("jo", "000", Bytes("another partition"), null, default);

        await Store.State.RemoveBeforeAsync(Jobs, "118", default);

        Assert.Equal(["118", "119"], await KeysAsync(null, 10));
        Assert.NotNull(await Store.State.FindAsync("jobs", "000", default));
        Assert.NotNull(await Store.State.FindAsync("jo", "000", default));
    }

    [Fact]
    public async Task Of_many_instances_that_write_at_once_one_succeeds()
    {
        var first = await WriteAsync("first", "none", tag: null);
        var written = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(number => Task.Run(() => WriteAsync("first", $"{number}", first!.Tag))));

        var winner = Assert.Single(written, row => row is not null);
        Assert.Equal(Text(winner), Text(await Store.State.FindAsync(Jobs, "first", default)));
    }

    [Fact]
    public async Task A_key_with_other_characters_and_a_value_that_is_too_large_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync("a/b", "one", tag: null));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(new string('a', 201), "one", tag: null));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync("a", new string('a', StateRow.MaxBytes + 1), tag: null));
        Assert.NotNull(await WriteAsync(new string('a', 200), new string('a', StateRow.MaxBytes), tag: null));
    }

    private Task<StateRow?> WriteAsync(string key, string value, string? tag) =>
        Store.State.WriteAsync(Jobs, key, Bytes(value), tag, default).AsTask();

    private async Task<IEnumerable<string>> KeysAsync(string? after, int limit) =>
        (await Store.State.ListAsync(Jobs, after, limit, default)).Select(row => row.Key);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(StateRow? row) => Encoding.UTF8.GetString(row!.Value.Span);
}

public sealed class InMemoryStateStoreTests : StateStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbStateStoreTests : StateStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();

    [Fact]
    public async Task Rows_are_kept_by_the_next_process()
    {
        var store = (RocksDbStoreUnderTest)Store;
        var written = await store.State.WriteAsync("job", "first", "one"u8.ToArray(), null, default);

        await store.ReopenAsync();

        Assert.Equal(written!.Tag, (await store.State.FindAsync("job", "first", default))!.Tag);
    }
}
