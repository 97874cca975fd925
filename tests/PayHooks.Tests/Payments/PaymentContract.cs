using System.Collections.Concurrent;
using PayHooks.Operations;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.RocksDb.Engine;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>From the delivery to the handler: each change of a payment is handled once, and never out of date.</summary>
public abstract class PaymentContract : StoreContract
{
    private static readonly Dictionary<string, string?> OneRetry = new() { ["PayHooks:Retry:Delays:0"] = "00:00:10" };

    private readonly ConcurrentQueue<(string Type, HandlerContext Context)> ran = new();

    [Fact]
    public async Task Notices_of_a_known_state_run_no_handler()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        foreach (var id in new[] { "paid", "fees", "refunded" })
        {
            await bench.DeliverAsync($$"""{"id":"{{id}}","payment":"p1","at":1}""");
            await bench.WorkUntilEmptyAsync();
        }

        var (type, context) = Assert.Single(ran);
        Assert.Equal((EventTypes.PaymentSucceeded, Effect.Changed, "succeeded"), (type, context.Effect, context.Payment!.State));
        Assert.StartsWith("chg_", context.IdempotencyKey, StringComparison.Ordinal);
        Assert.Equal((EventOutcome.Handled, Effect.Changed), await OutcomeAsync(bench, "paid"));
        Assert.Equal((EventOutcome.Unchanged, Effect.Unchanged), await OutcomeAsync(bench, "refunded"));
        Assert.Equal(TestBench.IdOf("paid"), (await bench.RecordAsync("fees")).OwnerId);
    }

    [Fact]
    public async Task A_late_notice_runs_no_handler_unless_one_asks_for_all()
    {
        using var bench = new TestBench(Store, [Recorder(), Recorder("audit", Effects.All)]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"pending","payment":"p1","at":1,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["succeeded", "succeeded", "succeeded"], ran.Select(one => one.Context.Payment!.State));
        Assert.Equal([Effect.Changed, Effect.Changed, Effect.Stale], ran.Select(one => one.Context.Effect));
        Assert.Equal((EventOutcome.Handled, Effect.Stale), await OutcomeAsync(bench, "pending"));
    }

    [Fact]
    public async Task A_failure_and_then_a_success_are_two_changes()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"failed","payment":"p1","at":1,"type":"payment.failed"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([EventTypes.PaymentFailed, EventTypes.PaymentSucceeded], ran.Select(one => one.Type));
        Assert.Equal(2, ran.Select(one => one.Context.IdempotencyKey).Distinct().Count());
        Assert.True(ran.Last().Context.Payment!.Version > ran.First().Context.Payment!.Version);
    }

    [Fact]
    public async Task A_refund_shows_its_payment_with_what_was_refunded()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"amount":"10.00"}""");
        await bench.WorkUntilEmptyAsync();
        foreach (var id in new[] { "refund", "updated" })
        {
            await bench.DeliverAsync($$"""{"id":"{{id}}","payment":"p1","refund":"r1","at":2,"amount":"4.00","type":"refund.succeeded"}""");
            await bench.WorkUntilEmptyAsync();
        }

        Assert.Equal([EventTypes.PaymentSucceeded, EventTypes.RefundSucceeded], ran.Select(one => one.Type));
        var payment = ran.Last().Context.Payment!;
        Assert.Equal(("p1", "succeeded", 10m, 4m), (payment.Id, payment.State, payment.Amount!.Value, payment.Refunded!.Value));
    }

    [Fact]
    public async Task A_change_that_is_no_longer_the_state_is_not_retried()
    {
        using var bench = new TestBench(Store, [DelegateHandler.Named("shop", (one, context, _) =>
        {
            ran.Enqueue((one.Type, context));
            return one.Type == EventTypes.PaymentPending ? throw new InvalidOperationException("The shop is closed.") : Task.CompletedTask;
        })]);
        await bench.DeliverAsync("""{"id":"pending","payment":"p1","at":1,"type":"payment.pending"}""");
        await bench.StepAsync();
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([EventTypes.PaymentPending, EventTypes.PaymentSucceeded], ran.Select(one => one.Type));
        Assert.Equal((EventOutcome.Stale, Effect.Stale), await OutcomeAsync(bench, "pending"));
    }

    [Fact]
    public async Task A_success_is_retried_although_the_payment_has_changed()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop(() => isClosed)]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.StepAsync();
        isClosed = false;
        await bench.DeliverAsync("""{"id":"refund","payment":"p1","refund":"r1","at":2,"type":"refund.succeeded"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((EventOutcome.Handled, Effect.Changed), await OutcomeAsync(bench, "paid"));
        Assert.Equal(ran.First().Context.IdempotencyKey, ran.Last(one => one.Type == EventTypes.PaymentSucceeded).Context.IdempotencyKey);
    }

    [Fact]
    public async Task Another_notice_of_a_change_whose_handlers_failed_for_good_starts_them_again_at_most_once_an_hour()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop(() => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"soon","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal((EventStatus.Dead, 2), ((await bench.RecordAsync("paid")).Status, ran.Count));

        isClosed = false;
        Store.Time.Advance(TimeSpan.FromHours(2));
        await bench.DeliverAsync("""{"id":"later","payment":"p1","at":3}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((EventStatus.Completed, 3), ((await bench.RecordAsync("paid")).Status, ran.Count));
        Assert.Single(ran.Select(one => one.Context.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Another_notice_of_a_change_whose_event_waits_completes_and_points_to_it()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop(() => isClosed)]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.StepAsync();
        await bench.DeliverAsync("""{"id":"fees","payment":"p1","at":2}""");
        await bench.StepAsync();

        Assert.Equal((EventOutcome.Unchanged, Effect.Unchanged), await OutcomeAsync(bench, "fees"));
        Assert.Equal(TestBench.IdOf("paid"), (await bench.RecordAsync("fees")).OwnerId);
        Assert.Equal((EventStatus.Retrying, 0),
            ((await bench.RecordAsync("paid")).Status, (await bench.RecordAsync("paid")).Replays.Count));

        isClosed = false;
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(2, ran.Count);
    }

    [Fact]
    public async Task A_replay_of_a_change_that_is_no_longer_the_state_runs_no_handler()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"pending","payment":"p1","at":1,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();
        ran.Clear();

        Assert.Equal(ReplayOutcome.Accepted, (await bench.Operations.ReplayAsync(TestBench.IdOf("pending"), default)).Outcome);
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);
        Assert.Equal((EventOutcome.Stale, Effect.Stale), await OutcomeAsync(bench, "pending"));

        Assert.Equal(ReplayOutcome.Accepted, (await bench.Operations.ReplayAsync(TestBench.IdOf("paid"), default)).Outcome);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventTypes.PaymentSucceeded, Assert.Single(ran).Type);
    }

    [Theory]
    [InlineData("payment.pending", 0, EventOutcome.Stale)]
    [InlineData("payment.succeeded", 1, EventOutcome.Handled)]
    internal async Task An_event_whose_process_died_before_its_handlers_runs_only_if_it_is_still_true(string type, int runs,
        EventOutcome outcome)
    {
        using var bench = new TestBench(Store, [Recorder()]);
        var dying = Paid(TestBench.IdOf("first"), "p1", 1);
        dying = type == EventTypes.PaymentPending ? dying with { State = SubjectState.Pending } : dying;
        var updater = new SubjectUpdater(Store.Subjects, Store.Time);
        await updater.ApplyAsync(updater.Prepare(dying, sharesReferences: false), null, default);
        var second = Paid(TestBench.IdOf("second"), "p1", 2) with { State = runs == 0 ? SubjectState.Succeeded : SubjectState.Failed };
        await updater.ApplyAsync(updater.Prepare(second, sharesReferences: false), null, default);

        await bench.DeliverAsync($$"""{"id":"first","payment":"p1","at":1767323046,"type":"{{type}}"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((runs, outcome), (ran.Count, (await bench.RecordAsync("first")).Outcome));
    }

    [Fact]
    public async Task A_notice_without_a_time_of_the_change_is_unchanged_or_takes_the_time_of_its_receipt_and_is_marked()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"pending","payment":"p1","at":1,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"known","payment":"p1","type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal((EventOutcome.Unchanged, Effect.Unchanged), await OutcomeAsync(bench, "known"));

        await bench.DeliverAsync("""{"id":"paid","payment":"p1"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([EventTypes.PaymentPending, EventTypes.PaymentSucceeded], ran.Select(one => one.Type));
        Assert.Equal((Now, "untimed"), (ran.Last().Context.Payment!.PaidAt, Assert.Single(ran.Last().Context.Payment!.Flags)));
        Assert.Empty(await Store.Subjects.ListFlagsAsync(10, default));
    }

    [Fact]
    public async Task A_resend_of_a_dead_event_starts_its_handlers_again()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop(() => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        isClosed = false;
        Store.Time.Advance(TimeSpan.FromHours(2));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync("paid")).Status);
        Assert.Equal(3, ran.Count);
    }

    [Fact]
    public async Task A_notice_inherits_a_change_whose_event_was_erased_before_it_was_handled()
    {
        var isClosed = true;
        using var bench = new TestBench(Store, [Shop(() => isClosed)], settings: OneRetry);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();
        await bench.Erasure.EraseAsync(TestBench.IdOf("paid"), default);

        isClosed = false;
        await bench.DeliverAsync("""{"id":"again","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((EventOutcome.Handled, Effect.Changed), await OutcomeAsync(bench, "again"));
        Assert.Single(ran.Select(one => one.Context.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Two_payments_of_one_reference_are_flagged_on_both()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"a","payment":"p1","reference":"order-7","at":1}""");
        await bench.DeliverAsync("""{"id":"b","payment":"p2","reference":"order-7","at":2}""");
        await bench.WorkUntilEmptyAsync();

        foreach (var id in new[] { "p1", "p2" })
        {
            var row = await Store.Subjects.FindAsync(new SubjectKey("test", SubjectKind.Payment, "", id), default);
            Assert.Equal([PaymentFlags.PaidTwice], PaymentView.Of(row!).Flags.Select(flag => PaymentFlagTexts.Parse([flag])));
        }

        Assert.Equal(2, ran.Count);
        var listed = await Store.Subjects.ListFlagsAsync(10, default);
        Assert.Equal([("p1", "paid_twice"), ("p2", "paid_twice")], listed.Select(flag => (flag.Subject.Id, flag.Flag)).Order());
    }

    [Fact]
    public async Task A_repeated_success_that_is_the_first_to_name_the_reference_counts_for_it()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"a","payment":"p1","at":1,"reference":null}""");
        await bench.DeliverAsync("""{"id":"late","payment":"p1","reference":"order-7","at":0,"type":"payment.pending"}""");
        await bench.DeliverAsync("""{"id":"again","payment":"p1","reference":"order-7","at":2}""");
        await bench.DeliverAsync("""{"id":"b","payment":"p2","reference":"order-7","at":3}""");
        await bench.WorkUntilEmptyAsync();

        var listed = await Store.Subjects.ListFlagsAsync(10, default);
        Assert.Equal([("p1", "paid_twice"), ("p2", "paid_twice")], listed.Select(flag => (flag.Subject.Id, flag.Flag)).Order());
    }

    [Fact]
    public async Task A_notice_of_a_change_whose_event_died_before_it_wrote_the_reference_writes_it()
    {
        var updater = new SubjectUpdater(Store.Subjects, Store.Time);
        var dead = updater.Prepare(Paid("a", "p1", 1), sharesReferences: false);
        await Store.Subjects.ApplyAsync(dead.Key, dead.Decide, default);
        await updater.MarkDeadAsync(dead, default);

        await updater.ApplyAsync(updater.Prepare(Paid("again", "p1", 2), sharesReferences: false), null, default);

        var reference = new ReferenceKey("test", "", Paid("a", "p1", 1).MerchantReference!);
        Assert.Equal([new ReferencedPayment("p1", true)], await Store.Subjects.FindAsync(reference, default));
    }

    [Fact]
    public async Task A_flag_whose_process_died_before_it_was_listed_is_listed_by_the_next()
    {
        var (first, second) = (Paid("a", "p1", 1), Paid("b", "p2", 2));
        var updater = new SubjectUpdater(Store.Subjects, Store.Time);
        await updater.ApplyAsync(updater.Prepare(first, sharesReferences: false), null, default);
        await updater.ApplyAsync(updater.Prepare(second, sharesReferences: false), null, default);

        var again = await updater.ApplyAsync(updater.Prepare(second, sharesReferences: false), null, default);

        Assert.True(again.Result.WasApplied);
        Assert.True(again.Result.Raised.HasFlag(PaymentFlags.PaidTwice));
    }

    [Theory]
    [InlineData(
        "\"payment\":\"p1\",\"total\":\"10.00\",\"type\":\"refund.succeeded\"",
            "\"payment\":\"p1\",\"total\":\"4.00\",\"type\":\"refund.succeeded\"")]
    [InlineData("\"payment\":\"p1\",\"capture\":\"c2\"", "\"payment\":\"p1\",\"capture\":\"c1\"")]
    public async Task A_repeat_in_other_bytes_does_not_contradict_what_the_event_was_found_to_be(string body, string before)
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync($$"""{"id":"before",{{before}},"at":1}""");
        await bench.WorkUntilEmptyAsync();
        foreach (var attempt in new[] { 1, 2 })
        {
            await bench.DeliverAsync($$"""{"id":"e",{{body}},"at":2,"tries":{{attempt}}}""");
            await bench.WorkUntilEmptyAsync();
        }

        var record = await bench.RecordAsync("e");
        Assert.Equal((2, 0, Effect.Changed), (record.Deliveries, record.Conflicts, record.Effect));
    }

    [Fact]
    public async Task Two_captured_payments_of_one_reference_are_flagged_on_both()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"a","payment":"p1","capture":"c1","reference":"order-8","at":1}""");
        await bench.DeliverAsync("""{"id":"b","payment":"p2","capture":"c2","reference":"order-8","at":2}""");
        await bench.WorkUntilEmptyAsync();

        foreach (var id in new[] { "p1", "p2" })
        {
            var row = await Store.Subjects.FindAsync(new SubjectKey("test", SubjectKind.Payment, "", id), default);
            Assert.Contains("paid_twice", PaymentView.Of(row!).Flags);
        }
    }

    [Fact]
    public async Task A_replay_of_an_event_that_changed_nothing_names_the_owner_and_by_force_it_runs()
    {
        using var bench = new TestBench(Store, [Recorder(), Recorder("audit", Effects.All)]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"fees","payment":"p1","at":3}""");
        await bench.DeliverAsync("""{"id":"late","payment":"p1","at":1,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        ran.Clear();

        var refused = await bench.Operations.ReplayAsync(TestBench.IdOf("fees"), default);
        Assert.Equal((ReplayOutcome.NoChange, TestBench.IdOf("paid")), (refused.Outcome, refused.OwnerId));
        Assert.Equal(ReplayOutcome.NoChange, (await bench.Operations.ReplayAsync(TestBench.IdOf("late"), default)).Outcome);
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);

        foreach (var id in new[] { "fees", "late" })
        {
            Assert.Equal(ReplayOutcome.Accepted, (await bench.Operations.ReplayAsync(TestBench.IdOf(id), force: true, default)).Outcome);
            await bench.WorkUntilEmptyAsync();
        }

        Assert.Equal([Effect.Unchanged, Effect.Unchanged, Effect.Stale, Effect.Stale], ran.Select(one => one.Context.Effect));
        Assert.Equal((EventOutcome.Handled, Effect.Stale), await OutcomeAsync(bench, "late"));
        Assert.Equal(ReplayOutcome.NoChange, (await bench.Operations.ReplayAsync(TestBench.IdOf("late"), default)).Outcome);
    }

    [Fact]
    public async Task A_forced_replay_that_fails_is_tried_again()
    {
        var isClosed = false;
        using var bench = new TestBench(Store, [Shop(() => isClosed)]);
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync("""{"id":"fees","payment":"p1","at":3}""");
        await bench.WorkUntilEmptyAsync();

        isClosed = true;
        await bench.Operations.ReplayAsync(TestBench.IdOf("fees"), force: true, default);
        await bench.StepAsync();
        isClosed = false;
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(3, ran.Count);
        Assert.Equal((EventOutcome.Handled, Effect.Unchanged), await OutcomeAsync(bench, "fees"));
    }

    [Fact]
    public async Task A_capture_of_no_known_payment_reports_no_state_and_is_handled()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await bench.DeliverAsync("""{"id":"e1","capture":"c1"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Single(ran);
        Assert.Equal((EventOutcome.Handled, null), await OutcomeAsync(bench, "e1"));
    }

    [Fact]
    public async Task A_signed_notice_runs_only_the_handlers_that_its_unsigned_one_could_not_even_when_that_was_pruned()
    {
        using var bench =
            new TestBench(Store, [Recorder("trusting") with { MinimumVerification = VerificationLevel.None }, Recorder("careful")]);
        await bench.DeliverAsync("""{"id":"weak","payment":"p1","at":1,"level":"Partial"}""");
        await bench.WorkUntilEmptyAsync();
        await Store.Ledger.PutAsync((await bench.RecordAsync("weak")).ToTombstone());

        await bench.DeliverAsync("""{"id":"signed","payment":"p1","at":1}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["trusting", "careful"], ran.Select(one => one.Context.IdempotencyKey.Split('.')[1]));
        Assert.Single(ran.Select(one => one.Context.IdempotencyKey.Split('.')[0]).Distinct());
    }

    [Fact]
    public async Task Many_notices_at_once_run_the_handler_once()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(number => bench.DeliverAsync($$"""{"id":"n{{number}}","payment":"p1","at":{{number}}}""")));
        var messages = await Store.Source.TakeAsync(12, default);
        var results = await Task.WhenAll(messages.Select(message => Task.Run(() => bench.Processor.ProcessAsync(message, default))));

        Assert.Equal(12, results.Length);
        Assert.Single(ran);
    }

    private static SubjectEvent Paid(string eventId, string payment, int second) => SubjectEvent.From(
        eventId, "test",
        new EventFacts
        {
            Type = EventTypes.PaymentSucceeded,
            Resource = new Resource(payment, "order-7"),
            Subject = new Subject(SubjectKind.Payment, payment) { ChangedAt = Changes.Start.AddSeconds(second) },
        },
        new PaymentRules(OrdersByTime: true, VoidsPaid: false, SharesReferences: false), VerificationLevel.Signature, Changes.Start)!;

    private static async Task<(EventOutcome?, Effect?)> OutcomeAsync(TestBench bench, string id)
    {
        var record = await bench.RecordAsync(id);
        return (record.Outcome, record.Effect);
    }

    private HandlerRegistration Shop(Func<bool> isClosed) => DelegateHandler.Named("shop", (one, context, _) =>
    {
        ran.Enqueue((one.Type, context));
        return isClosed() ? throw new InvalidOperationException("The shop is closed.") : Task.CompletedTask;
    });

    private protected HandlerRegistration Recorder(string name = "shop", Effects effects = Effects.Changed) =>
        DelegateHandler.Named(name, (one, context, _) =>
    {
        ran.Enqueue((one.Type, context));
        return Task.CompletedTask;
    }) with
        { Effects = effects };
}

public sealed class InMemoryPaymentTests : PaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbPaymentTests : PaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();

    [Fact]
    public async Task A_reference_that_cannot_be_read_fails_its_event_and_not_the_store()
    {
        using var bench = new TestBench(Store, [Recorder()]);
        var store = ((RocksDbStoreUnderTest)Store).Store;
        using (var damage = store.Database.NewBatch())
        {
            damage.Put(Family.References, Convert.FromHexString(new ReferenceKey("test", "", "order-7").Hash()), "nonsense"u8);
            store.Database.Write(damage);
        }

        await bench.DeliverAsync("""{"id":"a","payment":"p1","reference":"order-7","at":1}""");
        Assert.Equal(ProcessOutcome.Requeued, (await bench.StepAsync())!.Outcome);
        await bench.DeliverAsync("""{"id":"b","payment":"p2","at":1}""");
        Assert.Equal(ProcessOutcome.Completed, (await bench.StepAsync())!.Outcome);

        Assert.Null(store.FindProblem());
        Assert.Null(await Store.Ledger.FindAsync(TestBench.IdOf("a"), default));
    }

    [Theory]
    [InlineData("""{"id":"a","type":"customer.created"}""")]
    [InlineData("""{"id":"a","payment":"p1","at":1}""")]
    [InlineData("""{"id":"a","payment":"p1","reference":"order-7","at":1}""")]
    public async Task The_payment_and_its_reference_are_written_with_the_claim(string body)
    {
        using var bench = new TestBench(Store, [Recorder()]);
        var writer = ((RocksDbStoreUnderTest)Store).Store.Writer;
        await bench.DeliverAsync(body);
        var before = writer.Batches;

        await bench.WorkUntilEmptyAsync();

        // The claim, and the completion with the end of the message.
        Assert.Equal(2, writer.Batches - before);
    }
}
