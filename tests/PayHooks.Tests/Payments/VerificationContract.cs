using System.Collections.Concurrent;
using System.Text;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>A change belongs to its strongest notice: what happens when one arrives after a weaker one.</summary>
public abstract class VerificationContract : StoreContract
{
    private static readonly Dictionary<string, string?> OneRetry = new() { ["PayHooks:Retry:Delays:0"] = "00:00:10" };

    private readonly ConcurrentQueue<(string Handler, WebhookEvent Event, HandlerContext Context)> ran = new();

    [Fact]
    public async Task An_item_of_the_api_runs_the_handlers_that_the_same_event_was_too_weak_for()
    {
        using var bench = new TestBench(Store, [Recorder("trusting", VerificationLevel.None), Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"Partial"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["trusting"], Handlers);
        Assert.Equal((null, "succeeded"), await StateAsync("p1"));

        await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful"], Handlers);
        Assert.Single(ran.Select(one => one.Context.IdempotencyKey.Split('.')[0]).Distinct());
        Assert.Equal(("succeeded", null), await StateAsync("p1"));
        var record = await bench.RecordAsync("paid");
        Assert.Equal((VerificationLevel.Api, EventOutcome.Handled, Effect.Changed), (record.Verification, record.Outcome, record.Effect));
        Assert.Equal((2, 0), (record.Deliveries, record.Conflicts));
        Assert.Equal([VerificationLevel.Partial, VerificationLevel.Api], record.DeliveryLog.Select(one => one.Verification));
    }

    [Fact]
    public async Task The_same_item_again_is_a_repeat_and_so_is_a_weaker_delivery()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();
        await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["careful"], Handlers);
        Assert.Equal([ProcessOutcome.Duplicate, ProcessOutcome.Duplicate], bench.Results.TakeLast(2).Select(one => one.Outcome));
        Assert.Equal(VerificationLevel.Api, (await bench.RecordAsync("paid")).Verification);
    }

    [Fact]
    public async Task What_a_weak_notice_said_is_replaced_by_what_the_stronger_one_says()
    {
        using var bench = new TestBench(Store, [Recorder("trusting", VerificationLevel.None), Recorder("careful")]);
        const string item = """{"id":"paid","payment":"p1","reference":"order-9","at":1,"amount":"90.00"}""";
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"amount":"1.00","level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        await bench.ReportAsync(item);
        await bench.WorkUntilEmptyAsync();

        // Another amount is a change of its own: everybody hears of it, under another key.
        Assert.Equal(["trusting", "trusting", "careful"], Handlers);
        Assert.Equal(2, ran.Select(one => one.Context.IdempotencyKey.Split('.')[0]).Distinct().Count());
        Assert.Equal([1m, 90m, 90m], ran.Select(one => one.Event.Amount!.Value));
        Assert.Equal(item, Encoding.UTF8.GetString(ran.Last().Event.Body.Span));
        Assert.Equal(90m, ran.Last().Context.Payment!.Amount!.Value);
        Assert.Equal(["amount_differs"], ran.Last().Context.Payment!.Flags);
        Assert.Equal(TestBench.IdOf("paid"), Assert.Single(await Store.Subjects.ListFlagsAsync(10, default)).EventId);
        var record = await bench.RecordAsync("paid");
        Assert.Equal(item, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
        Assert.Equal(("order-9", 90m), (record.Facts.Resource.MerchantReference, record.Facts.Amount!.Value));
    }

    [Fact]
    public async Task A_forged_success_leaves_nothing_behind_when_the_provider_says_that_the_payment_failed()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"e1","payment":"p1","at":5,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.ReportAsync("""{"id":"e1","payment":"p1","at":1,"type":"payment.failed"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(("failed", null), await StateAsync("p1"));

        await bench.DeliverAsync("""{"id":"e2","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([EventTypes.PaymentFailed, EventTypes.PaymentSucceeded], ran.Select(one => one.Event.Type));
        Assert.Equal(("succeeded", null), await StateAsync("p1"));
    }

    [Theory]
    [InlineData(VerificationLevel.Partial, VerificationLevel.Credentials)]
    [InlineData(VerificationLevel.Credentials, VerificationLevel.Signature)]
    public async Task Another_event_that_is_better_verified_becomes_the_owner(VerificationLevel weak, VerificationLevel strong)
    {
        using var bench = new TestBench(Store, [Recorder("trusting", weak), Recorder("careful", strong)]);
        await bench.DeliverAsync($$"""{"id":"weak","payment":"p1","at":1,"level":"{{weak}}"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync($$"""{"id":"strong","payment":"p1","at":1,"level":"{{strong}}"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.ReportAsync("""{"id":"item","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful"], Handlers);
        var item = await bench.RecordAsync("item");
        Assert.Equal((EventOutcome.Handled, 2), (item.Outcome, item.Handled.Count));
    }

    [Fact]
    public async Task A_handler_that_has_run_for_a_notice_does_not_run_for_stronger_ones_although_those_between_have_died()
    {
        var isClosed = true;
        using var bench = new TestBench(
            Store, [Recorder("trusting", VerificationLevel.None), Shop("careful", () => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"weak","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"signed","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync("signed")).Status);

        isClosed = false;
        await bench.ReportAsync("""{"id":"item","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful", "careful", "careful"], Handlers);
        Assert.Equal(EventOutcome.Handled, (await bench.RecordAsync("item")).Outcome);
    }

    [Fact]
    public async Task A_weak_repeat_of_a_known_change_becomes_its_owner_when_the_api_confirms_it()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"one","payment":"p1","at":1,"level":"None"}""");
        await bench.DeliverAsync("""{"id":"two","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(Effect.Unchanged, (await bench.RecordAsync("two")).Effect);

        await bench.ReportAsync("""{"id":"two","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["careful"], Handlers);
        Assert.Equal((Effect.Changed, null), ((await bench.RecordAsync("two")).Effect, (await bench.RecordAsync("two")).OwnerId));
    }

    [Fact]
    public async Task An_item_that_arrives_while_handlers_run_waits_for_their_end()
    {
        TestBench bench = null!;
        var isFirst = true;
        using var made = bench = new TestBench(Store, [
            DelegateHandler.Named("trusting", async (one, context, _) =>
            {
                ran.Enqueue(("trusting", one, context));
                if (isFirst)
                {
                    isFirst = false;
                    await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
                    Assert.Equal(ProcessOutcome.Requeued, (await bench.StepAsync(CancellationToken.None))!.Outcome);
                }
            }, VerificationLevel.None),
            Recorder("careful"),
        ]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful"], Handlers);
        Assert.Equal(VerificationLevel.Api, (await bench.RecordAsync("paid")).Verification);
    }

    [Fact]
    public async Task An_item_starts_a_waiting_or_dead_event_again()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop("careful", () => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"waits","payment":"p1","at":1}""");
        await bench.StepAsync();
        await bench.DeliverAsync("""{"id":"dead","payment":"p2","at":1}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync("dead")).Status);
        await Store.Ledger.PutAsync((await bench.RecordAsync("waits")) with { Status = EventStatus.Retrying });

        isClosed = false;
        await bench.ReportAsync("""{"id":"waits","payment":"p1","at":1}""");
        await bench.ReportAsync("""{"id":"dead","payment":"p2","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((EventStatus.Completed, EventStatus.Completed),
            ((await bench.RecordAsync("waits")).Status, (await bench.RecordAsync("dead")).Status));
    }

    [Fact]
    public async Task A_running_total_of_refunds_that_is_confirmed_is_handled_with_what_it_grew_by()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        foreach (var (id, at, total, level) in new[] { ("weak", 1, "4.00", "None"), ("signed", 1, "4.00", "Signature"),
            ("more", 2, "10.00", "Signature") })
        {
            await bench.DeliverAsync(
                $$"""{"id":"{{id}}","payment":"p1","at":{{at}},"total":"{{total}}","type":"refund.succeeded","level":"{{level}}"}""");
            await bench.WorkUntilEmptyAsync();
        }

        Assert.Equal([4m, 6m], ran.Select(one => one.Event.Amount!.Value));
    }

    [Fact]
    public async Task An_item_without_a_time_takes_a_change_over_from_a_notice_that_nobody_signed()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"weak","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.ReportAsync("""{"id":"item","payment":"p1"}""");
        await bench.ReportAsync("""{"id":"again","payment":"p1"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["careful"], Handlers);
        Assert.Equal(("succeeded", null), await StateAsync("p1"));
    }

    [Fact]
    public async Task A_raise_whose_process_died_after_the_payment_was_written_runs_its_handlers()
    {
        using var bench = new TestBench(Store, [Recorder("trusting", VerificationLevel.None), Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        var record = await bench.RecordAsync("paid");
        var raised = SubjectEvent.From(
            record.Id, record.Source, record.Facts, new PaymentRules(true, false, false), VerificationLevel.Api, record.ReceivedAt)!;
        var updater = new SubjectUpdater(Store.Subjects, Store.Time);
        await updater.ApplyAsync(updater.Prepare(raised, sharesReferences: false), null, default);

        await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful"], Handlers);
    }

    [Fact]
    public async Task An_item_brings_back_nothing_that_was_erased()
    {
        using var bench = new TestBench(Store, [Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.Erasure.EraseAsync(TestBench.IdOf("paid"), default);

        await bench.ReportAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Empty(ran);
        Assert.Null(await bench.Operations.BodyAsync(await bench.RecordAsync("paid"), default));
    }

    [Fact]
    public async Task A_large_body_is_replaced_by_a_small_one_and_a_small_one_by_a_large_one()
    {
        var pad = new string('x', 100_000);
        using var bench = new TestBench(Store, [Recorder("careful")], bodies: Store.Bodies);
        foreach (var (id, first, second) in new[] { ("grows", "", pad), ("shrinks", pad, "") })
        {
            await bench.DeliverAsync($$"""{"id":"{{id}}","payment":"{{id}}","at":1,"level":"None","pad":"{{first}}"}""");
            await bench.WorkUntilEmptyAsync();
            var item = $$"""{"id":"{{id}}","payment":"{{id}}","at":1,"pad":"{{second}}"}""";
            await bench.ReportAsync(item);
            await bench.WorkUntilEmptyAsync();

            Assert.Equal(item, Encoding.UTF8.GetString(ran.Last().Event.Body.Span));
            Assert.Equal(item,
                Encoding.UTF8.GetString((await bench.Operations.BodyAsync(await bench.RecordAsync(id), default))!.Value.Span));
        }
    }

    private IEnumerable<string> Handlers => ran.Select(one => one.Handler);

    private async Task<(string? State, string? Unconfirmed)> StateAsync(string payment)
    {
        var row = await Store.Subjects.FindAsync(new SubjectKey("test", SubjectKind.Payment, "", payment), default);
        return (PaymentView.Of(row!).State, PaymentView.Of(row!).Unconfirmed);
    }

    private HandlerRegistration Shop(string name, Func<bool> isClosed) => DelegateHandler.Named(name, (one, context, _) =>
    {
        ran.Enqueue((name, one, context));
        return isClosed() ? throw new InvalidOperationException("The shop is closed.") : Task.CompletedTask;
    });

    private HandlerRegistration Recorder(string name, VerificationLevel level = VerificationLevel.Credentials) => DelegateHandler.Named(
        name, (one, context, _) =>
    {
        ran.Enqueue((name, one, context));
        return Task.CompletedTask;
    }, level);
}

public sealed class InMemoryVerificationTests : VerificationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() =>
        Task.FromResult<StoreUnderTest>(new InMemoryStoreUnderTest(maxTextBytes: 64 * 1024));
}

public sealed class RocksDbVerificationTests : VerificationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
