using System.Collections.Concurrent;
using System.Text;
using PayHooks.Diagnostics;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>From the delivery to the outcome, on a real store with a clock of its own.</summary>
public abstract class ProcessingContract : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> ran = new();

    private protected abstract Task<StoreUnderTest> CreateStoreAsync();

    private StoreUnderTest Store { get; set; } = null!;

    public async Task InitializeAsync() => Store = await CreateStoreAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task An_event_without_a_matching_handler_is_completed_all_the_same()
    {
        using var bench = new TestBench(Store, [Ok("refunds", "refund.*")]);

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1), (record.Status, record.Attempts));
        Assert.Empty(ran);
    }

    [Fact]
    public async Task Handlers_run_in_order_of_registration_and_are_remembered()
    {
        using var bench = new TestBench(Store, [Ok("first"), Ok("second"), Ok("third")]);

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["first", "second", "third"], ran);
        var record = await bench.RecordAsync();
        Assert.Equal(["first", "second", "third"], record.Handled.Select(handled => handled.Name));
        Assert.Equal((EventStatus.Completed, 1), (record.Status, record.Attempts));
        Assert.NotNull(record.CompletedAt);
    }

    [Fact]
    public async Task A_handler_that_fails_three_times_runs_four_times_and_the_other_once()
    {
        using var bench = new TestBench(Store, [Failing("shaky", times: 3), Ok("steady")]);

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 4), (record.Status, record.Attempts));
        Assert.Equal(4, ran.Count(name => name == "shaky"));
        Assert.Equal(1, ran.Count(name => name == "steady"));
        Assert.Null(record.LastError);
        Assert.Equal(["failed", "failed", "failed"],
            record.AttemptLog.Where(entry => entry.Handler == "shaky").Take(3).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task Retries_come_after_the_configured_delays_within_ten_percent()
    {
        using var bench = new TestBench(Store, [Failing("shaky", times: 2)]);
        await bench.DeliverAsync();

        foreach (var expected in new[] { 10.0, 60.0 })
        {
            Assert.Equal(ProcessOutcome.Retrying, (await bench.StepAsync())!.Outcome);
            var record = await bench.RecordAsync();
            var delay = (record.NextAttemptAt!.Value - Store.Time.GetUtcNow()).TotalSeconds;
            Assert.InRange(delay, expected * 0.9, expected * 1.1);
            Assert.Null(await bench.StepAsync());
            Store.Time.Advance(TimeSpan.FromSeconds(Math.Ceiling(delay)));
        }

        Assert.Equal(ProcessOutcome.Completed, (await bench.StepAsync())!.Outcome);
    }

    [Fact]
    public async Task A_permanent_failure_is_not_retried()
    {
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("strict", (_, _, _) => throw new PermanentFailureException("The order does not exist.")),
        ]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Dead, 1), (record.Status, record.Attempts));
        Assert.Equal("strict: PermanentFailureException: The order does not exist.", record.LastError);
    }

    [Fact]
    public async Task A_permanent_failure_does_not_end_the_retries_of_another_handler()
    {
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("strict", (_, _, _) => throw new PermanentFailureException("The order does not exist.")),
            Failing("shaky", times: 2),
        ]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Dead, 3), (record.Status, record.Attempts));
        Assert.Equal(3, ran.Count(name => name == "shaky"));
    }

    [Theory]
    [InlineData(5400, 5400)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(30 * 86_400, 6 * 86_400)]
    public async Task A_handler_says_when_to_try_again(int seconds, int expected)
    {
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("busy", (_, _, _) => throw new RetryAfterException(TimeSpan.FromSeconds(seconds))),
        ]);
        await bench.DeliverAsync();

        Assert.Equal(ProcessOutcome.Retrying, (await bench.StepAsync())!.Outcome);
        var record = await bench.RecordAsync();
        Assert.Equal(TimeSpan.FromSeconds(expected), record.NextAttemptAt!.Value - Store.Time.GetUtcNow());
        Assert.Equal(1, record.Attempts);
    }

    [Fact]
    public async Task An_event_whose_attempts_are_used_up_is_dead_and_a_replay_brings_it_back()
    {
        var broken = true;
        using var bench = new TestBench(Store, [
            Ok("steady"),
            DelegateHandler.Named("moody", (_, context, _) =>
            {
                ran.Enqueue($"moody {context.Attempt} {context.ReplayId is not null}");
                return broken ? throw new InvalidOperationException("The shop is closed.") : Task.CompletedTask;
            }),
        ]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var dead = await bench.RecordAsync();
        Assert.Equal((EventStatus.Dead, 9), (dead.Status, dead.Attempts));
        Assert.Equal("moody: InvalidOperationException: The shop is closed.", dead.LastError);
        Assert.Equal(1, await Store.Ledger.CountDeadAsync(default));

        broken = false;
        var answer = await bench.Operations.ReplayAsync(dead.Id, default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(PayHooks.Operations.ReplayOutcome.Accepted, answer.Outcome);
        var back = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 10), (back.Status, back.Attempts));
        Assert.Equal("moody 10 True", ran.Last());
        Assert.Equal(1, ran.Count(name => name == "steady"));
        Assert.Equal(0, await Store.Ledger.CountDeadAsync(default));
    }

    [Fact]
    public async Task A_replay_of_a_completed_event_runs_every_handler_again_under_the_same_key()
    {
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("once", (_, context, _) =>
            {
                ran.Enqueue(context.IdempotencyKey);
                return Task.CompletedTask;
            }),
        ]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        await bench.Operations.ReplayAsync(TestBench.IdOf("e1"), default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([$"{TestBench.IdOf("e1")}.once", $"{TestBench.IdOf("e1")}.once"], ran);
    }

    [Fact]
    public async Task A_replayed_event_that_fails_again_has_the_whole_retry_policy_before_it()
    {
        using var bench = new TestBench(Store, [Failing("shaky", times: 11)]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync()).Status);

        await bench.Operations.ReplayAsync(TestBench.IdOf("e1"), default);
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 12), (record.Status, record.Attempts));
    }

    [Fact]
    public async Task Thirty_two_copies_worked_on_side_by_side_run_the_handler_once_and_are_all_counted()
    {
        using var bench = new TestBench(Store, [Ok("once")]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => bench.DeliverAsync()));
        Assert.All(answers, answer => Assert.Equal(200, answer.StatusCode));

        List<TakenMessage> taken = [];
        while (taken.Count < 32)
        {
            taken.AddRange(await Store.Source.TakeAsync(32, default));
        }

        var results = await Task.WhenAll(taken.Select(message => Task.Run(() => bench.Processor.ProcessAsync(message.Text, 1, default))));

        Assert.Single(results, result => result.Outcome == ProcessOutcome.Completed);
        Assert.Equal(31, results.Count(result => result.Outcome == ProcessOutcome.Duplicate));
        Assert.Equal(["once"], ran);
        Assert.Equal(32, (await bench.RecordAsync()).Deliveries);
    }

    [Fact]
    public async Task A_handler_over_its_time_limit_is_cancelled_and_tried_again()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("slow", async (_, _, token) =>
            {
                ran.Enqueue("slow");
                started.TrySetResult();
                if (ran.Count == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
            }),
        ]);
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];
        var processing = bench.Processor.ProcessAsync(message.Text, 1, default);
        await started.Task;
        Assert.Equal(EventStatus.Processing, (await bench.RecordAsync()).Status);

        Store.Time.Advance(TimeSpan.FromSeconds(60));
        var result = await processing;

        Assert.Equal(ProcessOutcome.Retrying, result.Outcome);
        Assert.Contains("longer than its limit", (await bench.RecordAsync()).LastError, StringComparison.Ordinal);
        await Store.Source.DeleteAsync(message, default);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal((EventStatus.Completed, 2), ((await bench.RecordAsync()).Status, ran.Count));
    }

    [Fact]
    public async Task A_handler_that_ignores_its_cancellation_keeps_the_claim_until_it_has_ended()
    {
        var (started, end) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("deaf", async (_, _, _) =>
            {
                started.TrySetResult();
                await end.Task;
                throw new InvalidOperationException("too late");
            }),
        ], settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:01" });
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];
        var processing = bench.Processor.ProcessAsync(message.Text, 1, default);
        await started.Task;

        while (!bench.Log.Has("Handler deaf ignores its cancellation"))
        {
            Store.Time.Advance(TimeSpan.FromSeconds(15));

            // A store that is asked to renew must not be hurried into its limit, nor whoever asks past the end of the lease.
            await Eventually.Async(
                async () => ((await bench.RecordAsync()).LeaseUntil > Store.Time.GetUtcNow(),
                    Store.Time.Waits(length => length == LeaseTimes.Default.Interval),
                    !Store.Time.Waits(length => length == StoreTimeout.Limit)),
                seen => seen is (true, true, true));
        }

        Assert.False(processing.IsCompleted);
        end.SetResult();
        Assert.Equal(ProcessOutcome.Retrying, (await processing).Outcome);
        Assert.True((await bench.RecordAsync()).NextAttemptAt >= Store.Time.GetUtcNow() + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_handler_whose_claim_was_taken_over_is_cancelled_and_writes_nothing()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("slow", async (_, _, token) =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }),
        ]);
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];
        var processing = bench.Processor.ProcessAsync(message.Text, 1, default);
        await started.Task;
        await Store.Ledger.ApplyAsync(
            new EventKey("test", TestBench.IdOf("e1")),
            current => new LedgerDecision<bool>(true, current! with { Owner = "another", Generation = current.Generation + 1 }),
            null, default);

        Store.Time.Advance(TimeSpan.FromSeconds(31));
        var result = await processing;

        Assert.Equal((ProcessOutcome.Lost, false), (result.Outcome, result.CompleteMessage));
        var record = await bench.RecordAsync();
        Assert.Equal(("another", 2, 0), (record.Owner, record.Generation, record.Attempts));
    }

    [Fact]
    public async Task A_stop_in_the_middle_is_neither_a_failure_nor_a_crash()
    {
        using var stop = new CancellationTokenSource();
        using var bench = new TestBench(Store, [
            Ok("first"),
            DelegateHandler.Named("second", async (_, _, token) =>
            {
                ran.Enqueue("second");
                if (ran.Count == 2)
                {
                    await stop.CancelAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
            }),
        ]);
        await bench.DeliverAsync();

        var stopped = await bench.StepAsync(stop.Token);
        Assert.Equal((ProcessOutcome.Released, true), (stopped!.Outcome, stopped.CompleteMessage));
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1, 0), (record.Status, record.Attempts, record.Crashes));
        Assert.Equal(["first", "second", "second"], ran);
    }

    [Fact]
    public async Task However_often_the_process_stops_in_the_middle_the_event_stays_alive()
    {
        var stop = new CancellationTokenSource();
        using var bench = new TestBench(Store, [
            DelegateHandler.Named("long", async (_, _, token) =>
            {
                ran.Enqueue("long");
                if (ran.Count <= 2 * EventProcessor.MaxDequeues)
                {
                    await stop.CancelAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
            }),
        ]);
        await bench.DeliverAsync();

        while (await Store.Queue.CountAsync(default) > 0)
        {
            await bench.StepAsync(stop.Token);
            stop.Dispose();
            stop = new CancellationTokenSource();
        }

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1, 0), (record.Status, record.Attempts, record.Crashes));
        Assert.Equal((2 * EventProcessor.MaxDequeues) + 1, ran.Count);
    }

    [Fact]
    public async Task A_process_that_is_stopping_starts_no_handler()
    {
        using var bench = new TestBench(Store, [Ok("never")]);
        await bench.DeliverAsync();

        var result = await bench.StepAsync(new CancellationToken(canceled: true));

        Assert.Equal(ProcessOutcome.Released, result!.Outcome);
        Assert.Empty(ran);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal((EventStatus.Completed, 0), ((await bench.RecordAsync()).Status, (await bench.RecordAsync()).Crashes));
    }

    [Theory]
    [InlineData(VerificationLevel.Signature, "verified partly unverified")]
    [InlineData(VerificationLevel.Credentials, "verified partly unverified")]
    [InlineData(VerificationLevel.Partial, "partly unverified")]
    [InlineData(VerificationLevel.None, "unverified")]
    public async Task Events_that_are_not_fully_authenticated_reach_only_the_handlers_that_accept_them(VerificationLevel verification,
        string expected)
    {
        using var bench = new TestBench(Store, [
            Named("verified", VerificationLevel.Credentials), Named("partly", VerificationLevel.Partial),
                Named("unverified", VerificationLevel.None),
        ]);
        await EnqueueAsync(new DeliveryMessage
        {
            Source = "test",
            DueAt = Store.Time.GetUtcNow(),
            DeliveryId = "dlv_1",
            ReceivedAt = Store.Time.GetUtcNow(),
            Verification = verification,
            Body = """{"id":"e1"}"""u8.ToArray(),
        });
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(expected, string.Join(' ', ran));
        Assert.Equal(verification, (await bench.RecordAsync()).Verification);

        HandlerRegistration Named(string name, VerificationLevel minimumVerification) =>
            DelegateHandler.Named(name, (_, _, _) => Done(name), minimumVerification);
    }

    [Theory]
    [InlineData("payment.succeeded", "payment.*", VerificationLevel.Signature, "handled")]
    [InlineData("payment.succeeded", "refund.*", VerificationLevel.Signature, "no_handler")]
    [InlineData("payment.succeeded", "payment.*", VerificationLevel.Partial, "no_handler")]
    [InlineData("unrecognised", "payment.*", VerificationLevel.Signature, "unrecognised")]
    [InlineData("unrecognised", "*", VerificationLevel.Signature, "handled")]
    public async Task A_completed_event_says_whether_any_handler_accepted_it(
        string type, string accepted, VerificationLevel verification, string outcome)
    {
        // Metrics belong to the process: a source of its own tells this test's from others'.
        var source = $"o{Guid.NewGuid():N}";
        using var measured = new MetricReadings(source);
        using var bench = new TestBench(Store, [Ok("handler", accepted)], settings: new Dictionary<string, string?>
        {
            [$"PayHooks:Sources:{source}:Provider"] = "test",
            [$"PayHooks:Sources:{source}:Secrets:0"] = "s3cret-one",
        });
        await EnqueueAsync(new DeliveryMessage
        {
            Source = source,
            DueAt = Store.Time.GetUtcNow(),
            DeliveryId = "dlv_1",
            ReceivedAt = Store.Time.GetUtcNow(),
            Verification = verification,
            Body = Encoding.UTF8.GetBytes($$"""{"id":"e1","type":"{{type}}"}"""),
        });
        await bench.WorkUntilEmptyAsync();

        var record = Assert.Single((await bench.Operations.ListAsync(new EventQuery(), default)).Events);
        Assert.Equal((EventStatus.Completed, EventOutcomeText.Parse(outcome)), (record.Status, record.Outcome));
        Assert.Equal(
            outcome == "handled" ? [] : [$"type={type} outcome={outcome}"],
            measured.All.Where(one => one.Instrument == Telemetry.UnhandledEvents.Name).Select(one => one.Tags));
    }

    [Fact]
    public async Task A_delivery_that_contradicts_the_first_one_is_reported_once()
    {
        var source = $"c{Guid.NewGuid():N}";
        using var measured = new MetricReadings(source);
        using var bench = new TestBench(Store, [Ok("handler")], settings: new Dictionary<string, string?>
        {
            [$"PayHooks:Sources:{source}:Provider"] = "test",
            [$"PayHooks:Sources:{source}:Secrets:0"] = "s3cret-one",
        });
        foreach (var body in new[] { """{"id":"e1","n":1}""", """{"id":"e1","n":2}""", """{"id":"e1","amount":"13.00"}""" })
        {
            Assert.Equal(200, (await bench.DeliverAsync(body, source: source)).StatusCode);
            await bench.WorkUntilEmptyAsync();
        }

        var record = Assert.Single((await bench.Operations.ListAsync(new EventQuery(), default)).Events);
        Assert.Equal((3, 1), (record.Deliveries, record.Conflicts));
        Assert.Equal([1], measured.Of(Telemetry.Conflicts));
        Assert.Equal([ProcessOutcome.Completed, ProcessOutcome.Duplicate, ProcessOutcome.Duplicate],
            bench.Results.Select(result => result.Outcome));
        Assert.Equal([false, false, true], bench.Results.Select(result => result.IsConflict));
        using var log = new LogSink();
        foreach (var result in bench.Results)
        {
            ProcessLog.Log(log.CreateLogger(""), result);
        }

        Assert.Single(log.Lines, line => line.Contains("contradicts the first one", StringComparison.Ordinal));
        var state = Assert.Single((await bench.Sources.ReadAsync(default)).Sources, one => one.Name == source);
        Assert.Equal(record.DeliveryLog[^1].At, state.LastConflictAt);
    }

    [Fact]
    public async Task A_replay_gives_an_event_that_no_handler_accepted_to_the_one_that_now_does()
    {
        using (var before = new TestBench(Store, []))
        {
            await before.DeliverAsync();
            await before.WorkUntilEmptyAsync();
            Assert.Equal(EventOutcome.NoHandler, (await before.RecordAsync()).Outcome);
        }

        using var bench = new TestBench(Store, [Failing("handler", 1)]);
        await bench.Operations.ReplayAsync((await bench.RecordAsync()).Id, default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((EventStatus.Completed, EventOutcome.Handled),
            ((await bench.RecordAsync()).Status, (await bench.RecordAsync()).Outcome));
    }

    [Fact]
    public async Task A_text_that_is_no_message_becomes_a_dead_letter_with_the_raw_text()
    {
        using var bench = new TestBench(Store, []);
        await Store.Queue.EnqueueAsync("not a message"u8.ToArray(), TimeSpan.Zero, default);

        var result = await bench.StepAsync();

        Assert.Equal((ProcessOutcome.Dead, true), (result!.Outcome, result.CompleteMessage));
        var record = await Store.Ledger.FindAsync(result.EventId!, default);
        Assert.Equal((EventStatus.Dead, "(unreadable)"), (record!.Status, record.Source));
        Assert.Equal("not a message", Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
        Assert.Equal(PayHooks.Operations.ReplayOutcome.BodyGone, (await bench.Operations.ReplayAsync(record.Id, default)).Outcome);
    }

    [Theory]
    [InlineData("""{"v":2,"kind":"delivery","source":"test","news":[1,2]}""")]
    [InlineData("""{"v":1,"kind":"surprise","source":"test"}""")]
    [InlineData("""{"v":1,"kind":"retry","source":"gone","dueAt":"2026-01-15T12:00:00Z","eventId":"evt_x","generation":1}""")]
    public async Task A_message_of_a_newer_version_or_a_missing_source_is_put_back_with_a_growing_delay(string text)
    {
        using var bench = new TestBench(Store, []);
        await Store.Queue.EnqueueAsync(Encoding.ASCII.GetBytes(text), TimeSpan.Zero, default);

        foreach (var delay in new[] { 5, 10, 20, 40, 80, 160, 320, 600, 600 })
        {
            var result = await bench.StepAsync();
            Assert.Equal((ProcessOutcome.Requeued, true), (result!.Outcome, result.NeedsAttention));
            Assert.Equal(1, await Store.Queue.CountAsync(default));
            Store.Time.Advance(TimeSpan.FromSeconds(delay - 1));
            Assert.Null(await bench.StepAsync());
            Store.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_message_taken_too_often_makes_its_event_a_dead_letter_without_running_a_handler()
    {
        using var bench = new TestBench(Store, [Ok("never")]);
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];

        var result = await bench.Processor.ProcessAsync(message.Text, EventProcessor.MaxDequeues + 1, default);

        Assert.Equal(ProcessOutcome.Dead, result.Outcome);
        Assert.Empty(ran);
        Assert.Contains("dequeued 11 times", (await bench.RecordAsync()).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poison_message_never_overwrites_a_finished_event()
    {
        using var bench = new TestBench(Store, [Ok("once")]);
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];
        await bench.Processor.ProcessAsync(message.Text, 1, default);

        var result = await bench.Processor.ProcessPoisonAsync(message.Text, default);

        Assert.Equal(ProcessOutcome.Dropped, result.Outcome);
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
    }

    [Fact]
    public async Task A_poison_message_of_an_unfinished_event_makes_it_dead_and_replayable()
    {
        using var bench = new TestBench(Store, [Ok("once")]);
        await bench.DeliverAsync();
        var message = (await Store.Source.TakeAsync(1, default))[0];

        var result = await bench.Processor.ProcessPoisonAsync(message.Text, default);
        await Store.Source.DeleteAsync(message, default);
        await bench.Operations.ReplayAsync(TestBench.IdOf("e1"), default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(ProcessOutcome.Dead, result.Outcome);
        Assert.Equal((EventStatus.Completed, 1), ((await bench.RecordAsync()).Status, ran.Count));
    }

    // Even when the event is finished: that the platform gave up on a message wants explaining.
    [Fact]
    public async Task Every_poison_message_is_counted()
    {
        var source = $"poison_{Store.GetType().Name.ToLowerInvariant()}";
        using var bench = new TestBench(Store, [Ok("once")], settings: new Dictionary<string, string?>
        {
            [$"PayHooks:Sources:{source}:Provider"] = "test",
            [$"PayHooks:Sources:{source}:Secrets:0"] = "s3cret-one",
        });
        using var measured = new MetricReadings(source);
        await bench.DeliverAsync(source: source);
        var message = (await Store.Source.TakeAsync(1, default))[0];

        await bench.Processor.ProcessAsync(message.Text, 1, default);
        Assert.Empty(measured.Of(Telemetry.PoisonMessages));
        await bench.Processor.ProcessPoisonAsync(message.Text, default);
        Assert.Equal([1], measured.Of(Telemetry.PoisonMessages));
    }

    [Fact]
    public async Task A_body_that_the_message_cannot_hold_goes_through_the_body_store()
    {
        var bodies = new InMemoryBodyStore();
        var queue = new InMemoryEventQueue(Store.Time) { MaxTextBytes = 2000 };
        ReadOnlyMemory<byte> seen = default;
        await using var small = new QueueOf(Store, queue);
        using var bench = new TestBench(small, [DelegateHandler.Named("look", (e, _, _) =>
        {
            seen = e.Body;
            return Task.CompletedTask;
        })], bodies: bodies);
        var body = $$"""{"id":"e1","text":"{{new string('x', 5000)}}"}""";

        Assert.Equal(200, (await bench.DeliverAsync(body)).StatusCode);
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal(body, Encoding.UTF8.GetString(seen.Span));
        Assert.NotNull(record.BodyReference);
        Assert.Null(await Store.Ledger.ReadBodyAsync(record.Key, default));
        Assert.Equal(body, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
    }

    [Fact]
    public async Task A_body_that_is_gone_from_the_body_store_is_a_dead_letter_with_the_reason()
    {
        using var bench = new TestBench(Store, [Ok("never")], bodies: new InMemoryBodyStore());
        await EnqueueAsync(new DeliveryMessage
        {
            Source = "test",
            DueAt = Store.Time.GetUtcNow(),
            DeliveryId = "dlv_1",
            ReceivedAt = Store.Time.GetUtcNow(),
            Verification = VerificationLevel.Signature,
            Body = EventBody.Stored("test/gone"),
        });

        var result = await bench.StepAsync();

        Assert.Equal(ProcessOutcome.Dead, result!.Outcome);
        Assert.Contains("'test/gone'", result.Why, StringComparison.Ordinal);
        Assert.Empty(ran);
    }

    [Theory]
    [InlineData(34, false)]
    [InlineData(390, true)]
    public async Task A_duplicate_is_a_duplicate_days_later(int days, bool pruned)
    {
        using var bench = new TestBench(Store, [Ok("once")]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        for (var day = 0; day < days; day++)
        {
            Store.Time.Advance(TimeSpan.FromDays(1));
            await bench.Operations.PruneAsync(default);
        }

        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((2, pruned), (record.Deliveries, record.IsTombstone));
        Assert.Equal(["once"], ran);
    }

    [Fact]
    public async Task After_the_retention_body_and_details_are_gone_and_a_replay_says_so()
    {
        using var bench = new TestBench(Store, [Ok("once")]);
        await bench.DeliverAsync();
        await bench.WorkUntilEmptyAsync();

        // A store may prune whole days at once.
        Store.Time.Advance(TimeSpan.FromDays(36));

        var pruned = await bench.Operations.PruneAsync(default);

        Assert.Equal(1, pruned.Tombstones + pruned.Days);
        var record = await bench.RecordAsync();
        Assert.Equal((true, 0, null), (record.IsTombstone, record.Handled.Count, record.Facts.Resource.Id));
        Assert.NotNull(record.BodyHash);
        Assert.Null(await bench.Operations.BodyAsync(record, default));
        Assert.Equal(PayHooks.Operations.ReplayOutcome.BodyGone, (await bench.Operations.ReplayAsync(record.Id, default)).Outcome);
    }

    [Fact]
    public async Task Two_sources_never_share_an_event()
    {
        using var bench = new TestBench(Store, [Ok("once")], settings: new Dictionary<string, string?>
        {
            ["PayHooks:Sources:other:Provider"] = "test",
            ["PayHooks:Sources:other:Secrets:0"] = "s3cret-one",
        });

        await bench.DeliverAsync();
        await bench.DeliverAsync(source: "other");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(2, ran.Count);
        Assert.Equal(2, (await bench.Operations.ListAsync(new EventQuery(), default)).Events.Count);
    }

    private HandlerRegistration Ok(string name, params string[] types) =>
        DelegateHandler.Named(name, (_, _, _) => Done(name), VerificationLevel.Credentials, types);

    private HandlerRegistration Failing(string name, int times) => DelegateHandler.Named(name, (_, _, _) =>
    {
        ran.Enqueue(name);
        return ran.Count(one => one == name) <= times ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
    });

    private Task Done(string name)
    {
        ran.Enqueue(name);
        return Task.CompletedTask;
    }

    private ValueTask EnqueueAsync(QueueMessage message) =>
        Store.Queue.EnqueueAsync(MessageSerializer.Write(message), TimeSpan.Zero, default);

    private sealed class QueueOf(StoreUnderTest store, InMemoryEventQueue queue) : StoreUnderTest(store.Time)
    {
        public override IEventQueue Queue => queue;

        public override IMessageSource Source => queue;

        public override IEventLedger Ledger => store.Ledger;

        public override ISubjectStore Subjects => store.Subjects;
    }
}

public sealed class InMemoryProcessingTests : ProcessingContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbProcessingTests : ProcessingContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => RocksDbStoreUnderTest.CreateAsync();
}
