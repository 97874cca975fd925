using System.Text;
using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>What a run does with each item that the provider's API returns.</summary>
public sealed class ReconcileItemTests
{
    private readonly InMemoryStoreUnderTest store = new();

    [Theory]
    [InlineData(SimulatedList.Events)]
    [InlineData(SimulatedList.States)]
    [InlineData(SimulatedList.Objects)]
    internal async Task What_no_webhook_reported_is_handled_once(SimulatedList list)
    {
        using var bench = await StartAsync(list);
        await bench.ReceiveAsync(bench.Shop.Pay("p1"));
        bench.Shop.Pay("p2");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();
        var again = await bench.RunAsync();

        Assert.Equal((2, 1, 1, 0, 0), (run.Checked, run.Matched, run.Missed, run.Conflicts, run.Failed));
        var item = Assert.Single(run.Items);
        Assert.Equal(
            (ReconcileOutcome.Missed, "payment", "p2", EventTypes.PaymentSucceeded, true),
            (item.Outcome, item.Kind, item.Id, item.Type, item.Enqueued));
        var record = await store.Ledger.FindAsync(item.Event!, default);
        Assert.Equal((VerificationLevel.Api, Effect.Changed), (record!.Verification, record.Effect));
        Assert.Equal((2, 2, 0), (again.Checked, again.Matched, again.Missed));
        Assert.Equal(["p1/payment.succeeded", "p2/payment.succeeded"], bench.Handled);
    }

    [Theory]
    [InlineData(SimulatedList.Events, 2)]
    [InlineData(SimulatedList.Objects, 1)]
    internal async Task A_webhook_after_its_injection_runs_nothing(SimulatedList list, int deliveries)
    {
        using var bench = await StartAsync(list);
        var late = bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);
        var missed = Assert.Single((await bench.RunAsync()).Items);

        await bench.ReceiveAsync(late);

        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
        Assert.Equal(deliveries, (await store.Ledger.FindAsync(missed.Event!, default))!.Deliveries);
        var own = await bench.Process.RecordAsync(late.EventId);
        Assert.Equal(list == SimulatedList.Events ? Effect.Changed : Effect.Unchanged, own.Effect);
        Assert.Equal((1, 0), await CountAsync(bench));
    }

    [Theory]
    [InlineData(SimulatedList.Events)]
    [InlineData(SimulatedList.Objects)]
    internal async Task A_webhook_between_the_request_and_the_injection_does_no_harm(SimulatedList list)
    {
        using var bench = await StartAsync(list);
        var racing = bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);

        // Accepted and not yet worked on: the run cannot know of it.
        await bench.DeliverAsync(racing);
        var run = await bench.RunAsync();

        Assert.Equal(1, run.Missed);
        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
        Assert.Equal((1, 0), await CountAsync(bench));
    }

    [Fact]
    public async Task A_young_item_is_left_to_its_webhook_until_it_is_no_longer_young()
    {
        using var bench = await StartAsync(SimulatedList.Events);
        bench.Shop.Pay("p1");
        bench.Pass(TimeSpan.FromMinutes(5));

        var first = await bench.RunAsync();
        bench.Pass(TimeSpan.FromMinutes(15));
        var second = await bench.RunAsync();

        Assert.Equal((1, 1, 0), (first.Checked, first.Pending, first.Missed));
        Assert.Equal((1, 0, 1), (second.Checked, second.Pending, second.Missed));
    }

    [Fact]
    public async Task The_newest_items_are_left_to_the_next_run()
    {
        using var bench = await StartAsync(SimulatedList.Events, ApiTimeFilter.None);
        bench.Shop.Pay("p1");
        bench.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(0, (await bench.RunAsync()).Checked);

        bench.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((1, 1), await CountAsync(bench, run => run.Pending));
    }

    [Theory]
    [InlineData(SimulatedList.Events)]
    [InlineData(SimulatedList.Objects)]
    internal async Task A_webhook_that_is_not_signed_is_confirmed_and_not_missed(SimulatedList list)
    {
        using var bench = await StartAsync(list);
        var change = bench.Shop.Pay("p1");
        await bench.Process.DeliverAsync(change.Webhook.Replace("{", """{"level":"Partial",""", StringComparison.Ordinal));
        await bench.Process.WorkUntilEmptyAsync();
        Assert.Empty(bench.Handled);
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();
        var again = await bench.RunAsync();

        Assert.Equal((1, 1, 0, 0), (run.Checked, run.Matched, run.Missed, run.Conflicts));
        Assert.True(Assert.Single(run.Items).Enqueued);
        Assert.Empty(again.Items);
        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
    }

    [Fact]
    public async Task Another_amount_than_the_webhooks_is_a_conflict_and_changes_nothing()
    {
        using var bench = await StartAsync(SimulatedList.Objects);
        await bench.ReceiveAsync(bench.Shop.Pay("p1", amount: "12.50"));
        bench.Shop.Pay("p1", amount: "99.00");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((1, 0, 1, 0), (run.Checked, run.Missed, run.Conflicts, run.Failed));
        Assert.Equal(ReconcileOutcome.AmountDiffers, Assert.Single(run.Items).Outcome);
        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
    }

    [Fact]
    public async Task A_state_before_the_stored_one_is_a_conflict_once_the_payment_has_come_to_rest()
    {
        using var bench = await StartAsync(SimulatedList.Objects);
        var failed = bench.Shop.Pay("p1", EventTypes.PaymentFailed);
        bench.Pass(TimeSpan.FromSeconds(10));
        var paid = failed with { Type = EventTypes.PaymentSucceeded, At = store.Time.GetUtcNow() };
        bench.Pass(ReconcileBench.LongAgo);
        await bench.ReceiveAsync(paid);

        var early = await bench.RunAsync();
        bench.Pass(ReconcileBench.LongAgo);
        var late = await bench.RunAsync();

        Assert.Equal((1, 1, 0), (early.Checked, early.Pending, early.Conflicts));
        Assert.Equal((1, 0, 1), (late.Checked, late.Pending, late.Conflicts));
        Assert.Equal(ReconcileOutcome.StateDiffers, Assert.Single(late.Items).Outcome);
        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
    }

    [Fact]
    public async Task A_refund_is_found_like_a_payment()
    {
        using var bench = await StartAsync(SimulatedList.Objects);
        await bench.ReceiveAsync(bench.Shop.Pay("p1"));
        bench.Shop.Refund("p1", "r1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        var item = Assert.Single(run.Items);
        Assert.Equal((ReconcileOutcome.Missed, "refund", "r1", "p1"), (item.Outcome, item.Kind, item.Id, item.Payment));
        Assert.Equal(["p1/payment.succeeded", "r1/refund.succeeded"], bench.Handled);
    }

    [Fact]
    public async Task An_item_without_a_change_is_reported_and_never_enqueued()
    {
        using var bench = await StartAsync(SimulatedList.Objects);
        Add(bench, """{"type":"customer.created","status":"created"}""");
        Add(bench, """{"payment":"p1","type":"payment.succeeded"}""");
        Add(bench, "not JSON");

        var run = await bench.RunAsync();

        Assert.Equal((3, 3), (run.Checked, run.Failed));
        Assert.Equal(
            [ReconcileOutcome.Unrecoverable, ReconcileOutcome.Unrecoverable, ReconcileOutcome.Failed],
            run.Items.Select(item => item.Outcome));
        Assert.True(run.Complete);
        Assert.Empty(bench.Handled);
        Assert.Empty(bench.Process.Results);
    }

    [Fact]
    public async Task What_webhooks_do_not_report_is_not_compared()
    {
        var shop = new SimulatedShop(store.Time);
        using var bench = new ReconcileBench(
            store, shop, new SimulatedApi(shop), produces: [new ProducedType("payment.succeeded", VerificationLevel.Signature)]);
        await bench.Process.StopAsync();
        bench.Pass(ReconcileBench.LongAgo);
        shop.Pay("p1", EventTypes.PaymentPending);
        shop.Pay("p1", EventTypes.Unrecognised);
        shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((1, 1), (run.Checked, run.Missed));
    }

    [Fact]
    public async Task A_single_payment_is_looked_up()
    {
        using var bench = await StartAsync(SimulatedList.Events);
        bench.Shop.Pay("p1");
        bench.Shop.Pay("p2");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync(new ReconcileRequest { Payment = "p2" });

        Assert.Equal(("p2", 1, 1, 1), (run.Payment, run.Checked, run.Missed, run.Requests));
        Assert.Equal(["p2/payment.succeeded"], bench.Handled);
        Assert.Null((await bench.StatusAsync()).Watermark);
    }

    [Fact]
    public async Task A_payment_that_the_provider_does_not_know_is_a_conflict()
    {
        using var bench = await StartAsync(SimulatedList.Events);
        await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay("forged"));

        var run = await bench.RunAsync(new ReconcileRequest { Payment = "forged" });
        var neither = await bench.RunAsync(new ReconcileRequest { Payment = "nobody's" });

        Assert.Equal((1, 1), (run.Checked, run.Conflicts));
        Assert.Equal((ReconcileOutcome.Extra, "forged"), (Assert.Single(run.Items).Outcome, run.Items[0].Id));
        Assert.Equal(0, neither.Checked);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_payment_that_a_complete_list_lacks_and_nobody_knows_is_a_conflict_of_the_normal_run(bool isComplete, int conflicts)
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { IsComplete = isComplete });
        await bench.ReceiveAsync(bench.Shop.Pay("known"));
        await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay("forged"));

        // Known, but not listed: only its webhook came in this window.
        await bench.ReceiveAsync(bench.Shop.Pay("late", at: store.Time.GetUtcNow() - TimeSpan.FromDays(2)));
        bench.Pass(ReconcileBench.LongAgo);
        await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay("young"));
        bench.Pass(TimeSpan.FromMinutes(5));

        var run = await bench.RunAsync();

        Assert.Equal((conflicts, 1 + conflicts), (run.Conflicts, run.Checked));
        Assert.Equal(isComplete ? ["forged"] : [], run.Items.Select(item => item.Id));
        Assert.Equal(isComplete ? 3 : 1, run.Requests);
        Assert.True(run.Complete);
    }

    [Fact]
    public async Task A_lookup_that_fails_is_made_by_the_next_run()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { IsComplete = true });
        await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay("forged"));
        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.OnRequest = number => number == 2 ? throw new ProviderApiException(ApiFailure.Unavailable, "Down.") : Task.CompletedTask;

        var failed = await bench.RunAsync();
        var next = await bench.RunAsync();

        Assert.Equal((false, 0), (failed.Complete, failed.Conflicts));
        Assert.Equal((true, 1), (next.Complete, next.Conflicts));
    }

    [Fact]
    public async Task Types_that_the_endpoint_does_not_get_are_left_out_except_required_ones()
    {
        using var bench = await ReconcileBench.StartAsync(
            store, shop => new SimulatedApi(shop) { Endpoints = new SimulatedEndpoints(EventTypes.PaymentSucceeded) });
        await bench.Process.Endpoints.CheckAsync(default);
        bench.Shop.Pay("p1", EventTypes.PaymentPending);
        bench.Shop.Pay("p1");
        bench.Shop.Refund("p1", "r1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((2, 2), (run.Checked, run.Missed));
        Assert.Equal(["refund.succeeded", "payment.succeeded"], run.Items.Select(item => item.ProviderType));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        using var bench = await StartAsync(SimulatedList.Events);
        bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync(new ReconcileRequest { DryRun = true });

        Assert.Equal((1, 1, true), (run.Checked, run.Missed, run.DryRun));
        Assert.Empty(bench.Handled);
        Assert.Null((await bench.StatusAsync()).Watermark);
        Assert.Equal(1, (await bench.RunAsync()).Missed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("live")]
    public async Task Items_of_another_mode_are_never_enqueued_and_a_key_of_that_mode_is_a_problem(string? mode)
    {
        var shop = new SimulatedShop(store.Time) { Livemode = false };
        var api = new SimulatedApi(shop);
        using var bench = new ReconcileBench(store, shop, api, ReconcileBench.Settings(mode: mode));
        await bench.Process.StopAsync();
        bench.Pass(ReconcileBench.LongAgo);
        await bench.ReceiveAsync(new SimulatedShop(store.Time) { Livemode = true }.Pay("live1"));
        shop.Pay("test1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((0, 0, false), (run.Checked, run.Missed, run.Complete));
        Assert.Contains("of another mode", run.Problem, StringComparison.Ordinal);
        var status = await bench.StatusAsync();
        Assert.Equal((run.Problem, null), (status.Problem, status.Watermark));
        Assert.Equal(run.Problem, Assert.Single((await bench.Process.Sources.ReadAsync(default)).Sources).Problem);
        Assert.Equal(["live1/payment.succeeded"], bench.Handled);

        // The right key: the same window, all of it.
        shop.Livemode = true;
        shop.Pay("live2");
        bench.Pass(ReconcileBench.LongAgo);
        using var next = bench.Next(ReconcileBench.Settings("another-key", mode));
        var second = await next.RunAsync();
        Assert.Equal((1, 1, true), (second.Checked, second.Missed, second.Complete));
        Assert.Null((await bench.StatusAsync()).Problem);
    }

    [Fact]
    public async Task A_key_of_another_mode_is_found_before_payments_are_looked_up_with_it()
    {
        var shop = new SimulatedShop(store.Time) { Livemode = false };
        using var bench = new ReconcileBench(store, shop, new SimulatedApi(shop) { IsComplete = true });
        await bench.Process.StopAsync();
        bench.Pass(ReconcileBench.LongAgo);
        await bench.ReceiveAsync(new SimulatedShop(store.Time) { Livemode = true }.Pay("live1"));
        shop.Pay("test1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((0, 0, 1, false), (run.Checked, run.Conflicts, run.Requests, run.Complete));
        Assert.Contains("of another mode", run.Problem, StringComparison.Ordinal);
        Assert.Null((await bench.StatusAsync()).Watermark);
    }

    private static async Task<(int Checked, int Counted)> CountAsync(ReconcileBench bench, Func<ReconcileRun, int>? count = null)
    {
        var run = await bench.RunAsync();
        return (run.Checked, (count ?? (one => one.Missed))(run));
    }

    private Task<ReconcileBench> StartAsync(SimulatedList list, ApiTimeFilter filter = ApiTimeFilter.Created) =>
        ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { List = list, Filter = filter });

    private void Add(ReconcileBench bench, string body) =>
        bench.Api.Further.Add(new ApiItem(Encoding.UTF8.GetBytes(body)) { At = store.Time.GetUtcNow() - TimeSpan.FromMinutes(20) });
}
