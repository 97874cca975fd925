using System.Collections.Concurrent;
using System.Text;
using PayHooks.Operations;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>What erasing a payment takes away, and that nothing runs twice afterwards.</summary>
public abstract class PaymentErasureContract : StoreContract
{
    private static readonly SubjectKey Key = new("test", SubjectKind.Payment, "", "pay-ada");
    private static readonly ReferenceKey Reference = new("test", "", "order-of-ada");
    private static readonly Dictionary<string, string?> OneRetry = new() { ["PayHooks:Retry:Delays:0"] = "00:00:10" };

    private readonly ConcurrentQueue<(string Type, HandlerContext Context, Amount? Amount)> ran = new();

    [Fact]
    public async Task Reference_amounts_and_ids_go_and_state_flags_and_events_stay()
    {
        using var bench = Bench();
        await PaidAndRefundedAsync(bench);
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "paid_twice", "e1", Now), default);
        var before = PaymentView.Of((await Store.Subjects.FindAsync(Key, default))!);

        Assert.Equal(EraseOutcome.Erased, (await bench.Payments.EraseAsync("test", Key.Id, default)).Outcome);

        var row = (await Store.Subjects.FindAsync(Key, default))!;
        var after = PaymentView.Of(row);
        Assert.Equal((Now, before.State, before.PaidAt, before.Id), (row.ErasedAt, after.State, after.PaidAt, after.Id));
        Assert.True(after.Version > before.Version);
        Assert.Equal((null, null, null, null), (after.MerchantReference, after.Amount, after.Refunded, after.Captured));
        var refund = (await Store.Subjects.FindAsync(Key with { Kind = SubjectKind.Refund, Id = "refund-ada" }, default))!;
        foreach (var json in new[] { row, refund }.Select(one => Encoding.UTF8.GetString(SubjectJson.Write(one))))
        {
            Assert.All(["ada", "77.35", "22.15"], fact => Assert.DoesNotContain(fact, json, StringComparison.Ordinal));
        }

        foreach (var id in new[] { "paid", "refunded" })
        {
            var record = await bench.RecordAsync(id);
            Assert.Equal((Now, null), (record.ErasedAt, await bench.Operations.BodyAsync(record, default)));
            Assert.Contains(row.Entries, entry => entry.EventId == record.Id);
        }

        Assert.DoesNotContain(Key.Id, (await Store.Subjects.FindAsync(Reference, default)).Select(one => one.Id));
        Assert.Empty(await Store.Subjects.ListFlagsAsync(10, default));
    }

    [Fact]
    public async Task Notices_of_what_was_handled_run_nothing_and_new_changes_run()
    {
        using var bench = Bench();
        await PaidAndRefundedAsync(bench);
        var key = ran.First().Context.IdempotencyKey;
        await bench.Payments.EraseAsync("test", Key.Id, default);
        ran.Clear();

        await bench.DeliverAsync("""{"id":"again","payment":"pay-ada","at":5,"amount":"77.35"}""");
        await bench.DeliverAsync(
            """{"id":"refunded-again","payment":"pay-ada","refund":"refund-ada","at":6,"amount":"22.15","type":"refund.succeeded"}""");
        await bench.DeliverAsync("""{"id":"late","payment":"pay-ada","at":0,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);
        Assert.Equal(TestBench.IdOf("paid"), (await bench.RecordAsync("again")).OwnerId);

        await bench.DeliverAsync(
            """{"id":"second","payment":"pay-ada","refund":"refund-2","at":7,"amount":"1.00","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
        var (type, context, amount) = Assert.Single(ran);
        Assert.Equal((EventTypes.RefundSucceeded, "succeeded", 1m), (type, context.Payment!.State, amount!.Value));
        Assert.NotEqual(key, context.IdempotencyKey);
    }

    [Fact]
    public async Task A_running_total_of_refunds_goes_on_without_an_amount_that_nobody_knows()
    {
        using var bench = Bench();
        await bench.DeliverAsync("""{"id":"t4","payment":"pay-ada","at":2,"total":"4.00","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.Payments.EraseAsync("test", Key.Id, default);
        ran.Clear();

        await bench.DeliverAsync("""{"id":"t4b","payment":"pay-ada","at":3,"total":"4.00","type":"refund.succeeded"}""");
        await bench.DeliverAsync("""{"id":"t3","payment":"pay-ada","at":1,"total":"3.00","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);

        await bench.DeliverAsync("""{"id":"t9","payment":"pay-ada","at":4,"total":"9.00","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Null(Assert.Single(ran).Amount);
    }

    [Fact]
    public async Task A_second_payment_of_the_reference_is_still_seen()
    {
        using var bench = Bench();
        await PaidAndRefundedAsync(bench);
        await bench.Payments.EraseAsync("test", Key.Id, default);

        await bench.DeliverAsync("""{"id":"again","payment":"pay-ada","reference":"order-of-ada","at":5}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(await Store.Subjects.ListFlagsAsync(10, default));

        await bench.DeliverAsync("""{"id":"other","payment":"p2","reference":"order-of-ada","at":6}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Contains("p2", (await Store.Subjects.ListFlagsAsync(10, default)).Select(flag => flag.Subject.Id));
    }

    [Fact]
    public async Task What_arrives_afterwards_is_erased_by_erasing_again()
    {
        using var bench = Bench();
        await PaidAndRefundedAsync(bench);
        await bench.Payments.EraseAsync("test", Key.Id, default);
        await bench.DeliverAsync("""{"id":"more","payment":"pay-ada","reference":"order-of-ada","refund":"refund-ada-2","at":8,"amount":"3.25","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(EraseOutcome.Erased, (await bench.Payments.EraseAsync("test", Key.Id, default)).Outcome);

        var row = (await Store.Subjects.FindAsync(Key, default))!;
        Assert.DoesNotContain("3.25", Encoding.UTF8.GetString(SubjectJson.Write(row)), StringComparison.Ordinal);
        Assert.NotNull((await bench.RecordAsync("more")).ErasedAt);
        var refund = await Store.Subjects.FindAsync(Key with { Kind = SubjectKind.Refund, Id = "refund-ada-2" }, default);
        Assert.NotNull(refund!.ErasedAt);
        await bench.Payments.EraseAsync("test", Key.Id, default);
        Assert.Equal(row.Version, (await Store.Subjects.FindAsync(Key, default))!.Version);
    }

    [Fact]
    public async Task A_payment_whose_event_is_still_worked_on_keeps_everything()
    {
        var isClosed = true;
        using var bench = Bench(() => isClosed);
        await bench.DeliverAsync("""{"id":"paid","payment":"pay-ada","reference":"order-of-ada","at":1}""");
        await bench.StepAsync();

        var refused = await bench.Payments.EraseAsync("test", Key.Id, default);

        var record = await bench.RecordAsync("paid");
        Assert.Equal((EraseOutcome.Retrying, record.Id, record.NextAttemptAt), (refused.Outcome, refused.EventId, refused.NextAttemptAt));
        Assert.Equal("order-of-ada", (await Store.Subjects.FindAsync(Key, default))!.MerchantReference);
        Assert.Equal(EraseOutcome.Unknown, (await bench.Payments.EraseAsync("test", "nobody", default)).Outcome);

        isClosed = false;
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EraseOutcome.Erased, (await bench.Payments.EraseAsync("test", Key.Id, default)).Outcome);
    }

    [Fact]
    public async Task A_notice_inherits_a_change_that_was_erased_before_it_was_handled_and_finished_handlers_do_not_run_again()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Recorder("first", () => false), Recorder("second", () => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"paid","payment":"pay-ada","at":1}""");
        await bench.WorkUntilEmptyAsync();
        await bench.Payments.EraseAsync("test", Key.Id, default);
        ran.Clear();

        isClosed = false;
        await bench.DeliverAsync("""{"id":"again","payment":"pay-ada","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.EndsWith(".second", Assert.Single(ran).Context.IdempotencyKey, StringComparison.Ordinal);
    }

    private static async Task PaidAndRefundedAsync(TestBench bench)
    {
        await bench.DeliverAsync("""{"id":"paid","payment":"pay-ada","reference":"order-of-ada","at":1,"amount":"77.35"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync(
            """{"id":"refunded","payment":"pay-ada","refund":"refund-ada","reference":"order-of-ada","at":2,"amount":"22.15","type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();
    }

    private TestBench Bench(Func<bool>? fails = null) => new(Store, [Recorder("shop", fails ?? (() => false))], settings: OneRetry);

    private HandlerRegistration Recorder(string name, Func<bool> fails) => DelegateHandler.Named(name, (one, context, _) =>
    {
        ran.Enqueue((one.Type, context, one.Amount));
        return fails() ? throw new InvalidOperationException("Closed.") : Task.CompletedTask;
    });
}

public sealed class InMemoryPaymentErasureTests : PaymentErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbPaymentErasureTests : PaymentErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
