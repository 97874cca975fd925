using System.Collections.Concurrent;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>Rows of payments and references go by their last event, and nothing runs twice for it.</summary>
public abstract class PaymentPruningContract : StoreContract
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<HandlerContext> ran = new();

    [Fact]
    public async Task What_nothing_has_named_for_the_window_goes()
    {
        using var bench = new TestBench(Store, [Recorder(() => false)]);
        await PaidAsync(bench, "old", 1);
        Store.Time.Advance(200 * Day);
        await PaidAsync(bench, "young", 2);
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key("old"), "paid_twice", "e1", Now - (200 * Day)), default);
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key("young"), "paid_twice", "e2", Now), default);
        Store.Time.Advance(202 * Day);

        Assert.Equal(2, (await PruneAsync(bench)).Payments);

        Assert.Null(await Store.Subjects.FindAsync(Key("old"), default));
        Assert.Empty(await Store.Subjects.FindAsync(new ReferenceKey("test", "", "ref-old"), default));
        Assert.NotNull(await Store.Subjects.FindAsync(Key("young"), default));
        Assert.Single(await Store.Subjects.FindAsync(new ReferenceKey("test", "", "ref-young"), default));
        Assert.Equal("young", Assert.Single(await Store.Subjects.ListFlagsAsync(10, default)).Subject.Id);
        Assert.Equal(0, (await PruneAsync(bench)).Payments);
    }

    [Fact]
    public async Task An_event_within_the_window_keeps_the_payment_and_its_changes()
    {
        using var bench = new TestBench(Store, [Recorder(() => false)]);
        await PaidAsync(bench, "p1", 1);
        Store.Time.Advance(399 * Day);
        await bench.DeliverAsync("""{"id":"refund","payment":"p1","refund":"r1","reference":"ref-p1","at":9,"type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(399 * Day);

        Assert.Equal(1, (await PruneAsync(bench)).Payments); // the reference, which only the payment's own events keep
        await bench.DeliverAsync("""{"id":"fees","payment":"p1","at":10}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(2, ran.Count);
        Assert.Equal(Effect.Unchanged, (await bench.RecordAsync("fees")).Effect);
    }

    [Fact]
    public async Task A_payment_with_a_dead_event_stays_and_its_finished_handlers_do_not_run_again()
    {
        var isClosed = true;
        using var bench = new TestBench(
            Store, [Recorder(() => false, "first"), Recorder(() => isClosed, "second")],
            settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" });
        await PaidAsync(bench, "p1", 1);
        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync("p1")).Status);
        ran.Clear();
        Store.Time.Advance(500 * Day);
        await PruneAsync(bench);

        isClosed = false;
        await bench.DeliverAsync("""{"id":"resent","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.EndsWith(".second", Assert.Single(ran).IdempotencyKey, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EventStatus.Retrying)]
    [InlineData(EventStatus.Paused)]
    public async Task A_payment_with_an_unfinished_event_stays(object status)
    {
        using var bench = new TestBench(Store, [Recorder(() => false)]);
        await PaidAsync(bench, "p1", 1);
        var record = await bench.RecordAsync("p1");
        await Store.Ledger.PutAsync(record with { Status = (EventStatus)status }, "{}"u8.ToArray());
        Store.Time.Advance(500 * Day);

        await PruneAsync(bench);

        Assert.NotNull(await Store.Subjects.FindAsync(Key("p1"), default));
    }

    [Fact]
    public async Task The_version_of_a_payment_that_comes_back_is_higher_than_any_before()
    {
        using var bench = new TestBench(Store, [Recorder(() => false)]);
        await PaidAsync(bench, "p1", 1);
        var before = (await Store.Subjects.FindAsync(Key("p1"), default))!.Version;
        Store.Time.Advance(402 * Day);
        await PruneAsync(bench);
        Assert.Null(await Store.Subjects.FindAsync(Key("p1"), default));

        await bench.DeliverAsync("""{"id":"again","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.True((await Store.Subjects.FindAsync(Key("p1"), default))!.Version > before);
    }

    [Fact]
    public async Task Thousands_of_rows_go_and_the_others_stay()
    {
        await Task.WhenAll(Enumerable.Range(0, 1200)
            .Select(number => Task.Run(() => PutAsync($"p{number}", Now - (number % 2 == 0 ? 500 : 1) * Day))));

        Assert.Equal(600, await Store.Subjects.PruneAsync(Now - (400 * Day), new HashSet<string>(), default));

        Assert.Null(await Store.Subjects.FindAsync(Key("p0"), default));
        Assert.NotNull(await Store.Subjects.FindAsync(Key("p1"), default));
        Assert.Equal(0, await Store.Subjects.PruneAsync(Now - (400 * Day), new HashSet<string>(), default));
    }

    private static async Task<PruneResult> PruneAsync(TestBench bench) => await bench.Operations.PruneAsync(default);

    private static SubjectKey Key(string payment) => new("test", SubjectKind.Payment, "", payment);

    private static async Task PaidAsync(TestBench bench, string payment, int at)
    {
        await bench.DeliverAsync($$"""{"id":"{{payment}}","payment":"{{payment}}","reference":"ref-{{payment}}","at":{{at}}}""");
        await bench.WorkUntilEmptyAsync();
    }

    private async Task PutAsync(string payment, DateTimeOffset lastEventAt)
    {
        var row = new SubjectRow { Key = Key(payment), Ordering = EventOrdering.Time, LastEventAt = lastEventAt, Version = 1 };
        await Store.Subjects.ApplyAsync(row.Key, _ => (row, true), default);
    }

    private HandlerRegistration Recorder(Func<bool> fails, string name = "shop") => DelegateHandler.Named(name, (_, context, _) =>
    {
        ran.Enqueue(context);
        return fails() ? throw new InvalidOperationException("Closed.") : Task.CompletedTask;
    });
}

public sealed class InMemoryPaymentPruningTests : PaymentPruningContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbPaymentPruningTests : PaymentPruningContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
