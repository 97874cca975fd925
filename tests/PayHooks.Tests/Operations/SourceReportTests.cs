using PayHooks.Operations;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class SourceReportTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> TwoSecrets = new()
    {
        ["PayHooks:Sources:test:Secrets:1"] = "s3cret-two",
        ["PayHooks:Sources:test:SilenceAfter"] = "3.00:00:00",
    };

    private readonly RocksDbStoreUnderTest store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_source_that_nothing_came_for_is_listed_all_the_same()
    {
        using var bench = new TestBench(store, [], settings: TwoSecrets);

        Assert.Equal(
            new SourceState("test", "test", 2, null, null, false, TimeSpan.FromDays(3), false, null, null, null),
                Assert.Single((await bench.Sources.ReadAsync(default)).Sources));
    }

    [Fact]
    public async Task A_secret_that_was_copied_badly_is_the_sources_problem()
    {
        using var bench =
            new TestBench(store, [], settings: new Dictionary<string, string?> { ["PayHooks:Sources:test:Secrets:0"] = "s3cret-one\n" });

        var state = Assert.Single((await bench.Sources.ReadAsync(default)).Sources);

        Assert.Equal("PayHooks__Sources__test__Secrets__0 ends with a line end. Set it to exactly what the provider shows.", state.Problem);
    }

    [Fact]
    public async Task The_last_genuine_delivery_may_be_a_repeat_and_a_restart_forgets_it_not()
    {
        await DeliverAsync("e1", "s3cret-one");
        await DeliverAsync("e2", "s3cret-one");
        store.Time.Advance(TimeSpan.FromHours(1));
        var repeatedAt = store.Time.GetUtcNow();
        await DeliverAsync("e1", "s3cret-two");
        store.Time.Advance(TimeSpan.FromHours(1));
        await DeliverAsync("e3", "forged");
        await store.ReopenAsync();

        var state = await ReadAsync();

        Assert.Equal((repeatedAt, 1, false, false), (state.LastDeliveryAt, state.SecretIndex, state.OldSecret, state.Silent));
    }

    [Fact]
    public async Task An_old_secret_is_told_while_the_newest_has_matched_nothing_for_a_day()
    {
        await DeliverAsync("e1", "s3cret-two");
        store.Time.Advance(TimeSpan.FromHours(23));
        await DeliverAsync("e2", "s3cret-one");
        Assert.False((await ReadAsync()).OldSecret);

        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.True((await ReadAsync()).OldSecret);

        await DeliverAsync("e3", "s3cret-two");
        Assert.False((await ReadAsync()).OldSecret);
    }

    [Fact]
    public async Task Without_deliveries_or_with_one_secret_alone_nothing_is_told()
    {
        await DeliverAsync("e1", "s3cret-one");
        using (var bench = new TestBench(store, []))
        {
            Assert.False(Assert.Single((await bench.Sources.ReadAsync(default)).Sources).OldSecret);
        }

        Assert.True((await ReadAsync()).OldSecret);
        store.Time.Advance(TimeSpan.FromDays(3));
        var silent = await ReadAsync();
        Assert.Equal((false, true), (silent.OldSecret, silent.Silent));
    }

    private async Task DeliverAsync(string id, string secret)
    {
        using var bench = new TestBench(store, [], settings: TwoSecrets);
        await bench.DeliverAsync($$"""{"id":"{{id}}"}""", secret);
        await bench.WorkUntilEmptyAsync();
        await bench.StopAsync();
    }

    private async Task<SourceState> ReadAsync()
    {
        using var bench = new TestBench(store, [], settings: TwoSecrets);
        return Assert.Single((await bench.Sources.ReadAsync(default)).Sources);
    }
}
