using System.Collections.Concurrent;
using PayHooks.Diagnostics;
using PayHooks.Operations.Failures;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>The limits of one handler.</summary>
public sealed class HandlerLimitTests : IAsyncLifetime
{
    private readonly InMemoryStoreUnderTest store = new();
    private readonly ConcurrentQueue<string> ran = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => store.DisposeAsync().AsTask();

    [Fact]
    public async Task No_more_runs_at_a_time_than_its_concurrency_and_the_rest_come_back_later()
    {
        var time = new ManualTime();
        using var gate = new HandlerGate(new HandlerLimits { Concurrency = 2 }, time);
        using var first = await gate.EnterAsync(default);
        var second = await gate.EnterAsync(default);
        Assert.Equal((null, null), (first.Wait, second.Wait));

        var (third, fourth) = (gate.EnterAsync(default).AsTask(), gate.EnterAsync(default).AsTask());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(third.IsCompleted);
        second.Dispose();
        using var entered = await third;
        Assert.Null(entered.Wait);

        time.Advance(TimeSpan.FromSeconds(1));
        using var put = await fourth;
        Assert.InRange(put.Wait!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Runs_begin_at_its_rate()
    {
        var time = new ManualTime();
        using var gate = new HandlerGate(new HandlerLimits { RatePerSecond = 1 }, time);
        using var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));

        using var fourth = await gate.EnterAsync(default);
        using var fifth = await gate.EnterAsync(default);
        Assert.Equal((3, 4), (fourth.Wait!.Value.TotalSeconds, fifth.Wait!.Value.TotalSeconds));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await second).Wait);
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await third).Wait);
    }

    [Fact]
    public async Task An_event_waits_two_seconds_for_both_limits_together()
    {
        var time = new ManualTime();
        using var gate = new HandlerGate(new HandlerLimits { Concurrency = 1, RatePerSecond = 0.4 }, time);
        var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        time.Advance(TimeSpan.FromSeconds(1.5));
        first.Dispose();

        // The rate lets the next run begin a second later.
        Assert.NotNull((await second.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System)).Wait);
        var third = gate.EnterAsync(default).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await third).Wait);
    }

    [Fact]
    public async Task An_event_that_is_put_off_uses_up_no_attempt_repeats_no_handler_and_is_no_failure()
    {
        using var bench = Bench(
            DelegateHandler.Named("first", Record), DelegateHandler.Named("second", Record) with
            {
                Limits = new HandlerLimits { RatePerSecond = 0.1 },
            });
        await bench.DeliverAsync("""{"id":"e1"}""");
        await bench.DeliverAsync("""{"id":"e2"}""");
        await bench.StepAsync();
        await bench.StepAsync();

        var waiting = await bench.RecordAsync("e2");
        Assert.Equal((EventStatus.Retrying, 0, null), (waiting.Status, waiting.Attempts, waiting.LastError));
        Assert.Empty(EventFailure.Of(waiting));
        Assert.Contains(bench.Results, one => one.Outcome == ProcessOutcome.Requeued && one.Why == "Handler second is at its limit.");

        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["first", "second", "first", "second"], ran);
        Assert.Equal((EventStatus.Completed, 1), await StateAsync(bench, "e2"));
    }

    [Fact]
    public async Task A_handler_has_its_own_time_limit()
    {
        using var bench = Bench(DelegateHandler.Named("slow", (_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, store.Time, token)) with
        {
            Limits = new HandlerLimits { Timeout = TimeSpan.FromSeconds(3), RetryDelays = [] },
        });
        await bench.DeliverAsync("""{"id":"e1"}""");

        var work = bench.Processor.ProcessAsync((await store.Source.TakeAsync(1, default))[0], default);
        await Eventually.Async(() => Task.FromResult(store.Time.Waits(length => length == TimeSpan.FromSeconds(3))), waits => waits);
        store.Time.Advance(TimeSpan.FromSeconds(3));
        await work;

        var record = await bench.RecordAsync("e1");
        Assert.Equal(EventStatus.Dead, record.Status);
        Assert.Contains("longer than its limit of 00:00:03", record.LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 60.0)] // the later of both
    [InlineData(2, 7200.0)] // only the patient one
    [InlineData(3, null)]
    public void An_event_is_tried_again_while_one_of_its_handlers_has_retries_left(int attempts, double? seconds)
    {
        var policy = new RetryPolicy([TimeSpan.FromSeconds(5)], static () => 0.5);
        TimeSpan[] patient = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(2)];

        Assert.Equal(seconds, policy.DelayAfter(attempts, [null, null], [null, patient])?.TotalSeconds);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_cancellation_gives_its_slot_back_and_is_counted()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var bench = new TestBench(
            store,
            [
                DelegateHandler.Named("deaf", (_, _, _) => end.Task) with
                {
                    Limits = new HandlerLimits { Timeout = TimeSpan.FromSeconds(3) },
                },
            ],
            settings: new Dictionary<string, string?>
            {
                ["PayHooks:Sources:ignoring:Provider"] = "test",
                ["PayHooks:Sources:ignoring:Secrets:0"] = "s3cret-two",
            });
        using var metrics = new MetricReadings("ignoring");
        await bench.DeliverAsync("""{"id":"e1"}""", "s3cret-two", "ignoring");
        var slot = new OneSlot();
        var work = bench.Processor.ProcessAsync((await store.Source.TakeAsync(1, default))[0], default, slot);
        await Eventually.Async(() => Task.FromResult(store.Time.Waits(length => length == TimeSpan.FromSeconds(3))), waits => waits);

        store.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(slot.IsBack);
        store.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(slot.IsBack);
        Assert.False(work.IsCompleted); // its retry must not run beside it
        Assert.Equal([1], metrics.Of(Telemetry.IgnoredCancellations));
        end.SetResult();
        Assert.Equal(ProcessOutcome.Completed, (await work).Outcome);
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(null, 0.0, null)]
    [InlineData(null, null, 0)]
    [InlineData(null, null, 7200)]
    public void Limits_that_make_no_sense_are_refused(int? concurrency, double? rate, int? timeout)
    {
        var limits = new HandlerLimits
        {
            Concurrency = concurrency,
            RatePerSecond = rate,
            Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

        Assert.NotNull(limits.FindProblem());
        Assert.NotNull(new HandlerLimits { RetryDelays = [TimeSpan.FromDays(7)] }.FindProblem());
    }

    private TestBench Bench(params HandlerRegistration[] handlers) => new(store, handlers);

    private Task Record(WebhookEvent one, HandlerContext context, CancellationToken cancellationToken)
    {
        ran.Enqueue(context.IdempotencyKey.Split('.')[^1]);
        return Task.CompletedTask;
    }

    private static async Task<(EventStatus Status, int Attempts)> StateAsync(TestBench bench, string id)
    {
        var record = await bench.RecordAsync(id);
        return (record.Status, record.Attempts);
    }

    private sealed class OneSlot : IProcessingSlot
    {
        public bool IsBack { get; private set; }

        public void HandlersEnded()
        {
        }

        public void HandlerIgnoresCancellation() => IsBack = true;
    }
}
