using System.Collections.Concurrent;
using Moq;
using PayHooks.Reconciliation;
using PayHooks.Storage;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>A provider is asked to make those deliveries again that have not arrived: over loopback, as signed webhooks.</summary>
public sealed class RedeliveryTests
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(30);
    private static readonly ApiSettings Settings = new() { Key = "api-key", Confirm = ApiConfirmation.Never };

    private readonly InMemoryStoreUnderTest store = new();
    private readonly ConcurrentQueue<string> handled = [];

    [Fact]
    public async Task What_failed_is_delivered_again_and_known_to_the_next_run()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        for (var number = 0; number < 25; number++)
        {
            provider.Add($"g{number}", number % 10 == 0 ? "failed to connect" : "OK");
        }

        store.Time.Advance(LongAgo);
        var first = await RunAsync(bench);
        await bench.WorkUntilEmptyAsync();
        store.Time.Advance(LongAgo);
        var second = await RunAsync(bench);

        Assert.Equal((25, 22, 3, true, true), (first.Checked, first.Matched, first.Missed, first.Complete, first.Redelivery));
        Assert.All(first.Items, item => Assert.Equal((ReconcileOutcome.RedeliveryRequested, "payment", true),
            (item.Outcome, item.ProviderType, item.Enqueued)));
        Assert.Equal(["1", "11", "21"], provider.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(["g0", "g10", "g20"], handled.Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), (second.Missed, second.Failed));
    }

    [Fact]
    public async Task People_are_notified_that_the_provider_was_asked()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Add("g1", "failed to connect");
        store.Time.Advance(LongAgo);
        await RunAsync(bench);

        var notice = Assert.Single(await bench.Notices.FindAsync(default));

        Assert.Equal("missed_webhooks", notice.Kind);
        Assert.Equal(
            "1 webhook of test was missed, and the provider was asked to deliver it again (GET /api/reconcile).", notice.Text);
    }

    [Fact]
    public async Task A_dry_run_asks_for_nothing()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Add("g1", "failed to connect");
        store.Time.Advance(LongAgo);

        var run = await RunAsync(bench, new ReconcileRequest { DryRun = true });

        Assert.Equal((1, true), (run.Missed, run.Items[0].Enqueued));
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task A_later_delivery_that_succeeded_counts_wherever_it_is_in_the_list()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Add("g1", "failed to connect");
        for (var number = 0; number < 15; number++)
        {
            provider.Add($"other{number}", "OK");
        }

        provider.Add("g1", "OK");
        store.Time.Advance(LongAgo);

        // Each page moves: what was delivered meanwhile is too new.
        provider.OnPage = number => provider.Add($"new{number}", "OK");
        var run = await RunAsync(bench);

        Assert.Equal((16, 16), (run.Checked, run.Matched));
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task What_the_provider_still_tries_and_what_has_just_failed_is_left_to_it()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Add("trying", "waiting");
        store.Time.Advance(LongAgo);
        provider.Add("young", "failed to connect");
        store.Time.Advance(TimeSpan.FromMinutes(5));

        var run = await RunAsync(bench);

        Assert.Equal((2, 2), (run.Checked, run.Pending));
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task What_fails_again_and_again_is_left_to_a_person()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Receive = null;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            provider.Add("g1", "Invalid HTTP Response: 401");
        }

        store.Time.Advance(LongAgo);
        var scheduled = await RunAsync(bench);
        var byHand = await RunAsync(bench, new ReconcileRequest { Redeliver = true });

        Assert.Equal((1, ReconcileOutcome.Unrecoverable), (scheduled.Failed, scheduled.Items[0].Outcome));
        Assert.Contains("--redeliver", scheduled.Items[0].Detail, StringComparison.Ordinal);
        Assert.Equal(1, byHand.Missed);
        Assert.Equal(["5"], provider.Asked);
    }

    // Most of its deliveries are older than the windows of the later runs.
    [Theory]
    [InlineData(15)]
    [InlineData(6 * 60)]
    public async Task What_is_never_received_is_asked_for_a_few_times_however_many_runs_follow(int minutes)
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        var settings = Settings with { Every = TimeSpan.FromMinutes(minutes) };
        using var bench = await StartAsync(provider, settings: settings);
        provider.Receive = null;
        provider.Add("g1", "Invalid HTTP Response: 401");

        for (var run = 0; run < 20; run++)
        {
            store.Time.Advance(settings.Every);
            await RunAsync(bench);
        }

        Assert.Equal(["1", "2", "3", "4"], provider.Asked);
    }

    [Fact]
    public async Task What_is_stored_counts_more_than_what_the_provider_says_where_the_list_has_bodies()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time, FakeDeliveries.WithBodies);
        using var bench = await StartAsync(provider);
        await bench.DeliverAsync(Body("arrived"));
        await bench.WorkUntilEmptyAsync();
        provider.Add("arrived", "failed to connect", Body("arrived"));
        provider.Add("absent", "OK", Body("absent"));
        provider.Add("absent", "OK", Body("absent"), origin: "replay");
        provider.Add("only-replay", "failed to connect", Body("only-replay"), origin: "replay");
        store.Time.Advance(LongAgo);

        var run = await RunAsync(bench);

        Assert.Equal((3, 1, 1, 1), (run.Checked, run.Matched, run.Missed, run.Failed));
        Assert.Equal(["2"], provider.Asked);
        Assert.Contains("did not arrive here", run.Items.Single(item => item.Enqueued).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task A_provider_that_does_not_answer_moves_no_watermark(int status)
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Add("g1", "failed to connect");
        store.Time.Advance(LongAgo);
        provider.Status = status;

        var failed = await RunAsync(bench);
        var state = Assert.Single((await bench.Reconciler.ReadAsync(default)).Sources);
        provider.Status = 0;
        store.Time.Advance(LongAgo);
        var next = await RunAsync(bench);

        Assert.False(failed.Complete);
        Assert.NotNull(failed.Problem);
        Assert.Null(state.Watermark);
        Assert.Equal(status == 403, state.Problem is not null);
        Assert.Equal((1, true), (next.Missed, next.Complete));
    }

    [Fact]
    public async Task A_delivery_after_the_end_of_the_window_that_succeeded_counts_and_is_not_judged_by_itself()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        var since = store.Time.GetUtcNow();
        provider.Add("g1", "failed to connect");
        provider.Add("g2", "failed to connect");
        store.Time.Advance(LongAgo);
        var until = store.Time.GetUtcNow();
        store.Time.Advance(LongAgo);
        provider.Add("g1", "OK");
        provider.Add("later", "failed to connect");
        store.Time.Advance(LongAgo);

        var run = await RunAsync(bench, new ReconcileRequest { Redeliver = true, Since = since, Until = until });

        Assert.Equal((2, 1, 1), (run.Checked, run.Matched, run.Missed));
        Assert.Equal(["2"], provider.Asked);
        Assert.Equal(until.UtcDateTime, run.Until);
    }

    [Fact]
    public async Task Without_a_start_a_person_asks_for_three_days()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        await RunAsync(bench);
        provider.Add("g1", "failed to connect");
        store.Time.Advance(TimeSpan.FromDays(2));

        var next = await RunAsync(bench, new ReconcileRequest { Redeliver = true, DryRun = true, Until = store.Time.GetUtcNow() });
        store.Time.Advance(TimeSpan.FromHours(12));
        var again = await RunAsync(bench, new ReconcileRequest { Redeliver = true });

        Assert.Equal((1, 1), (next.Missed, again.Missed));
        Assert.Equal(["1"], provider.Asked);
    }

    [Fact]
    public async Task A_run_that_has_asked_often_enough_says_so_and_the_next_one_asks_for_the_rest()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time);
        using var bench = await StartAsync(provider);
        provider.Receive = null;
        for (var number = 0; number <= RedeliveryPass.MostAsked; number++)
        {
            provider.Add($"g{number}", "failed to connect");
        }

        store.Time.Advance(LongAgo);
        var dry = await RunAsync(bench, new ReconcileRequest { DryRun = true });
        var first = await RunAsync(bench);
        var second = await RunAsync(bench);

        Assert.Equal((RedeliveryPass.MostAsked + 1, true), (dry.Missed, dry.Complete));
        Assert.Equal((RedeliveryPass.MostAsked, false), (first.Missed, first.Complete));
        Assert.Contains("asks for 200 deliveries at most", first.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("pages", first.Problem, StringComparison.Ordinal);
        Assert.Equal((1, true, null), (second.Missed, second.Complete, second.Problem));
    }

    [Fact]
    public async Task What_comes_of_asking_says_nothing_about_a_key_that_the_list_refuses()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time, FakeDeliveries.WithList);
        using var bench = await StartAsync(provider);
        provider.Add("g1", "failed to connect");
        store.Time.Advance(LongAgo);
        var refused = new ReconcileState
        {
            Refusals = 3,
            KeyMark = ReconcileState.MarkOf(Settings),
            Problem = "The key is refused.",
            RetryAt = store.Time.GetUtcNow() + TimeSpan.FromHours(1),
        };
        await new ReconcileStore(store.State).WriteAsync("test", refused, null, default);

        var run = await RunAsync(bench, new ReconcileRequest { Redeliver = true });
        var state = (await new ReconcileStore(store.State).FindAsync("test", default)).State;

        Assert.Equal((1, true), (run.Missed, run.Complete));
        Assert.Equal(refused with { Runs = 1 }, state);
    }

    [Fact]
    public async Task A_record_of_a_newer_format_is_a_failure_of_its_delivery_alone()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time, FakeDeliveries.WithBodies);
        var ledger = new Mock<IEventLedger>();
        ledger.Setup(one => one.FindAsync(new EventKey("test", EventIds.Create("test", "newer")), It.IsAny<CancellationToken>()))
            .Throws(new NewerRecordException(9));
        using var bench = await StartAsync(provider, ledger.Object);
        provider.Add("newer", "failed to connect", Body("newer"));
        provider.Add("absent", "failed to connect", Body("absent"));
        store.Time.Advance(LongAgo);

        var run = await RunAsync(bench);

        Assert.Equal((2, 1, 1, true), (run.Checked, run.Failed, run.Missed, run.Complete));
        Assert.Contains("format 9", run.Items.Single(item => item.Outcome == ReconcileOutcome.Failed).Detail, StringComparison.Ordinal);
        Assert.Equal(["2"], provider.Asked);
    }

    [Fact]
    public async Task A_store_that_hangs_does_not_hold_the_run()
    {
        await using var provider = await FakeDeliveries.StartAsync(store.Time, FakeDeliveries.WithBodies);
        var ledger = new Mock<IEventLedger>();
        ledger.Setup(one => one.FindAsync(It.IsAny<EventKey>(), It.IsAny<CancellationToken>()))
            .Returns(async (EventKey _, CancellationToken limit) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, limit);
                return null;
            });
        using var bench = await StartAsync(provider, ledger.Object);
        provider.Add("g1", "failed to connect", Body("g1"));
        store.Time.Advance(LongAgo);

        var running = RunAsync(bench);
        await Eventually.Async(() => Task.FromResult(store.Time.Waits(length => length == StoreTimeout.Limit)), waits => waits);
        store.Time.Advance(StoreTimeout.Limit);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static string Body(string id) => $$"""{"id":"{{id}}","type":"payment.succeeded","payment":"{{id}}","amount":"1.00"}""";

    private static async Task<ReconcileRun> RunAsync(TestBench bench, ReconcileRequest? request = null)
    {
        var answer = await bench.Reconciler.RunAsync("test", request ?? new ReconcileRequest(), default);
        Assert.True(answer.Run is not null, answer.Detail);
        return answer.Run;
    }

    // The source was first seen now, before what follows.
    private async Task<TestBench> StartAsync(FakeDeliveries provider, IEventLedger? ledger = null, ApiSettings? settings = null)
    {
        var bench = new TestBench(
            store, [DelegateHandler.Named("work", (one, _, _) =>
            {
                handled.Enqueue(one.Facts.Subject?.Id ?? "");
                return Task.CompletedTask;
            })],
            rewire: ports => ledger is null ? ports : ports with { Ledger = ledger },
            api: provider.Api,
            apiSettings: settings ?? Settings);
        await bench.StopAsync();
        store.Time.Advance(TimeSpan.FromMinutes(1));
        provider.Receive = async guid => (await bench.DeliverAsync(Body(guid))).StatusCode == 200 ? "OK" : "failed";
        return bench;
    }
}
