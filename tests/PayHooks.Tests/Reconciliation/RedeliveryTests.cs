using System.Collections.Concurrent;
using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>A provider is asked to make those deliveries again that have not arrived: over loopback, as signed webhooks.</summary>
public sealed class RedeliveryTests
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(30);

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

    private static string Body(string id) => $$"""{"id":"{{id}}","type":"payment.succeeded","payment":"{{id}}","amount":"1.00"}""";

    private static async Task<ReconcileRun> RunAsync(TestBench bench, ReconcileRequest? request = null)
    {
        var answer = await bench.Reconciler.RunAsync("test", request ?? new ReconcileRequest(), default);
        Assert.True(answer.Run is not null, answer.Detail);
        return answer.Run;
    }

    // The source was first seen now, before what follows.
    private async Task<TestBench> StartAsync(FakeDeliveries provider)
    {
        var bench = new TestBench(
            store, [DelegateHandler.Named("work", (one, _, _) =>
            {
                handled.Enqueue(one.Facts.Subject?.Id ?? "");
                return Task.CompletedTask;
            })],
            api: provider.Api,
            apiSettings: new ApiSettings { Key = "api-key", Confirm = ApiConfirmation.Never });
        await bench.StopAsync();
        store.Time.Advance(TimeSpan.FromMinutes(1));
        provider.Receive = async guid => (await bench.DeliverAsync(Body(guid))).StatusCode == 200 ? "OK" : "failed";
        return bench;
    }
}
