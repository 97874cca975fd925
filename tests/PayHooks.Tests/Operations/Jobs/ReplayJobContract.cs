using System.Collections.Concurrent;
using PayHooks.Operations.Failures;
using PayHooks.Operations.Jobs;
using PayHooks.Scheduling;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations.Jobs;

/// <summary>Bulk replays on every store: none lost, none run twice.</summary>
public abstract class ReplayJobContract : StoreContract
{
    private readonly ConcurrentQueue<string> ran = new();
    private bool isBroken = true;

    [Fact]
    public async Task Dead_events_run_again_once()
    {
        using var bench = Bench();
        await DieAsync(bench, 5);

        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Status = [EventStatus.Dead] }), default);
        Assert.Equal((5, false), (job.Total, job.More));
        await FinishAsync(bench);

        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((ReplayState.Done, 5, 0, 0), (ended.State, ended.Done, ended.Failed, ended.Skipped));
        Assert.NotNull(ended.EndedAt);
        Assert.Equal(["e0", "e1", "e2", "e3", "e4"], ran.Order());
        Assert.All(
            await Store.Ledger.ListAllAsync(new EventQuery()),
            record => Assert.Equal((EventStatus.Completed, job.ReplayIdOf(record.Id)), (record.Status, Assert.Single(record.Replays).Id)));
    }

    [Fact]
    public async Task A_job_whose_process_is_killed_at_any_write_runs_each_event_once()
    {
        for (var strike = 1; strike <= 8; strike++)
        {
            ran.Clear();
            isBroken = true;
            await using var store = await CreateAsync();
            using var bench = Bench(store);
            await DieAsync(bench, 5);
            var job = await bench.Replays.StartAsync(
                Job(new ReplayFilter { Status = [EventStatus.Dead] }) with { RatePerSecond = 2 }, default);

            var killed = new KilledStore(store.State, strike);
            var queue = new KilledQueue(store.Queue, killed);
            var jobs = new ReplayJobs(killed, store.Ledger, bench.PaymentQueries, bench.Catalog, new(), store.Time);
            await Assert.ThrowsAsync<IOException>(() => DoAsync(store, new ReplayWork(jobs, queue, store.Time)));
            await FinishAsync(bench);

            Assert.Equal(["e0", "e1", "e2", "e3", "e4"], ran.Order());
            var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
            Assert.Equal((ReplayState.Done, 5), (ended.State, ended.Done));
        }
    }

    [Fact]
    public async Task A_limit_holds_after_a_kill_at_any_write_even_if_the_events_ran_before_the_job_continues()
    {
        for (var strike = 1; strike <= 8; strike++)
        {
            ran.Clear();
            isBroken = true;
            await using var store = await CreateAsync();
            using var bench = Bench(store);
            await DieAsync(bench, 6);
            var job = await bench.Replays.StartAsync(
                Job(new ReplayFilter { Status = [EventStatus.Dead] }) with { RatePerSecond = 2, Limit = 3 }, default);

            var killed = new KilledStore(store.State, strike);
            var jobs = new ReplayJobs(killed, store.Ledger, bench.PaymentQueries, bench.Catalog, new(), store.Time);
            var work = DoAsync(store, new ReplayWork(jobs, new KilledQueue(store.Queue, killed), store.Time));
            try
            {
                await work;
            }
            catch (IOException)
            {
                // Killed.
            }

            await bench.WorkUntilEmptyAsync();
            await FinishAsync(bench);

            Assert.Equal((3, 3), (ran.Count, ran.Distinct().Count()));
            var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
            Assert.Equal((ReplayState.Done, 3), (ended.State, ended.Done));
        }
    }

    [Fact]
    public async Task A_job_whose_process_is_killed_after_its_last_page_does_not_read_the_events_again()
    {
        for (var strike = 1; strike <= 4; strike++)
        {
            await using var store = await CreateAsync();
            using var bench = Bench(store);
            var record = Samples.Record(1, store.Time.GetUtcNow().AddMinutes(-1), "test") with { Provider = "test" };
            await store.Ledger.PutAsync(record, "{}"u8.ToArray());
            await bench.Erasure.EraseAsync(record.Id, default);
            var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Source = ["test"] }), default);

            var killed = new KilledStore(store.State, strike);
            var jobs = new ReplayJobs(killed, store.Ledger, bench.PaymentQueries, bench.Catalog, new(), store.Time);
            try
            {
                await DoAsync(store, new ReplayWork(jobs, new KilledQueue(store.Queue, killed), store.Time));
            }
            catch (IOException)
            {
                // Killed.
            }

            await FinishAsync(bench);

            var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
            Assert.Equal((ReplayState.Done, 0, 1), (ended.State, ended.Done, ended.Failed));
        }
    }

    [Fact]
    public async Task A_stopped_job_counts_what_it_had_requested()
    {
        using var bench = Bench();
        await DieAsync(bench, 3);
        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Status = [EventStatus.Dead] }) with { RatePerSecond = 2 }, default);
        var killed = new KilledStore(Store.State, strike: 3);
        var jobs = new ReplayJobs(killed, Store.Ledger, bench.PaymentQueries, bench.Catalog, new(), Store.Time);
        await Assert.ThrowsAsync<IOException>(
            () => DoAsync(Store, new ReplayWork(jobs, new KilledQueue(Store.Queue, killed), Store.Time)));

        await bench.Replays.StopAsync(job.Id, default);
        await FinishAsync(bench);

        Assert.Equal(2, ran.Count);
        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((ReplayState.Stopped, 2), (ended.State, ended.Done));
    }

    [Fact]
    public async Task A_short_job_does_not_wait_for_a_long_one()
    {
        using var bench = Bench();
        await DieAsync(bench, 8);
        var longJob = await bench.Replays.StartAsync(Job(new ReplayFilter { Source = ["test"] }) with { RatePerSecond = 1 }, default);
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        var shortJob = await bench.Replays.StartAsync(
            Job(new ReplayFilter { Status = [EventStatus.Dead] }) with { RatePerSecond = 1, Limit = 1 }, default);

        await FinishAsync(bench);

        var (first, second) = ((await bench.Replays.FindAsync(shortJob.Id, default))!.Job, (await bench.Replays.FindAsync(longJob.Id, default))!.Job);
        Assert.True(first.EndedAt < second.EndedAt, $"{first.EndedAt} {second.EndedAt}");
        Assert.Equal((1, 8), (first.Done, second.Done));
    }

    [Fact]
    public async Task A_job_that_fails_does_not_hold_up_the_others()
    {
        var done = 0;
        using var runner = new JobRunner(
            [new OneJob(() => throw new IOException("Broken.")), new OneJob(() => ++done < 3)], Store.State, Store.Time);

        await Assert.ThrowsAsync<IOException>(() => runner.RunAsync(default));

        Assert.Equal(3, done);
    }

    [Fact]
    public async Task A_stopped_job_requests_no_more_replays()
    {
        using var bench = Bench();
        await DieAsync(bench, 3);
        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Status = [EventStatus.Dead] }), default);

        Assert.Equal(ReplayState.Stopped, (await bench.Replays.StopAsync(job.Id, default))!.State);
        await FinishAsync(bench);

        Assert.Empty(ran);
        Assert.Equal(ReplayState.Stopped, (await bench.Replays.StopAsync(job.Id, default))!.State);
        Assert.Null(await bench.Replays.StopAsync("job_unknown", default));
    }

    [Fact]
    public async Task A_limit_ends_the_job()
    {
        using var bench = Bench();
        await DieAsync(bench, 4);

        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Status = [EventStatus.Dead] }) with { Limit = 2 }, default);
        Assert.Equal(2, job.Total);
        await FinishAsync(bench);

        Assert.Equal(2, ran.Count);
        Assert.Equal(2, (await bench.Replays.FindAsync(job.Id, default))!.Job.Done);
    }

    [Fact]
    public async Task Events_that_arrive_after_the_start_are_not_part_of_it()
    {
        using var bench = Bench();
        await DieAsync(bench, 1);
        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Source = ["test"] }), default);
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        isBroken = false;
        await bench.DeliverAsync("""{"id":"late"}""");
        await bench.WorkUntilEmptyAsync();

        await FinishAsync(bench);

        Assert.Equal(["e0", "late"], ran.Order());
        Assert.Equal(1, (await bench.Replays.FindAsync(job.Id, default))!.Job.Done);
    }

    [Fact]
    public async Task Events_that_changed_nothing_are_left_out_unless_they_are_forced()
    {
        using var bench = Bench();
        await PutAsync(1, Effect.Changed);
        await PutAsync(2, Effect.Unchanged);
        await PutAsync(3, Effect.Stale);
        await PutAsync(4, null);
        var job = Job(new ReplayFilter { Status = [EventStatus.Completed] });

        Assert.Equal(new ReplayPreview(2, 2, false), await bench.Replays.PreviewAsync(job, default));
        Assert.Equal(new ReplayPreview(4, 0, false), await bench.Replays.PreviewAsync(job with { Force = true }, default));

        job = await bench.Replays.StartAsync(job, default);
        await FinishAsync(bench);
        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((2, 2), (ended.Done, ended.Skipped));
    }

    [Fact]
    public async Task Events_are_chosen_by_group_handler_type_and_time()
    {
        using var bench = Bench();
        await DieAsync(bench, 2);
        var record = await bench.RecordAsync("e0");
        var group = EventFailure.Of(record)[0].GroupId;
        await PutAsync(7, null);

        Assert.Equal(2, await CountAsync(new ReplayFilter { Group = group }));
        Assert.Equal(0, await CountAsync(new ReplayFilter { Group = "0123456789abcdef" }));
        Assert.Equal(2, await CountAsync(new ReplayFilter { Handler = ["fulfil"] }));
        Assert.Equal(0, await CountAsync(new ReplayFilter { Handler = ["nobody"] }));
        Assert.Equal(3, await CountAsync(new ReplayFilter { Source = ["test"] }));
        Assert.Equal(2, await CountAsync(new ReplayFilter { Source = ["test"], Type = [record.Facts.Type], Status = [EventStatus.Dead] }));
        Assert.Equal(0, await CountAsync(new ReplayFilter { Until = record.ReceivedAt.AddDays(-1) }));
        Assert.Equal(3, await CountAsync(new ReplayFilter { Since = record.ReceivedAt.AddDays(-1) }));

        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Group = group }), default);
        await FinishAsync(bench);
        Assert.Equal(["e0", "e1"], ran.Order());
        Assert.Equal(2, (await bench.Replays.FindAsync(job.Id, default))!.Job.Done);

        async Task<long> CountAsync(ReplayFilter filter) => (await bench.Replays.PreviewAsync(Job(filter), default)).Total;
    }

    [Fact]
    public async Task Events_are_chosen_by_id_outcome_mode_and_error()
    {
        using var bench = Bench();
        await DieAsync(bench, 3);
        var record = await bench.RecordAsync("e1");
        await PutAsync(7, null);
        var test = Samples.Record(8, Now, "test") with { Provider = "test", Outcome = EventOutcome.NoHandler };
        await Store.Ledger.PutAsync(test with { Facts = test.Facts with { Livemode = false } }, "{}"u8.ToArray());

        Assert.Equal(1, await CountAsync(new ReplayFilter { Outcome = [EventOutcome.NoHandler] }));
        Assert.Equal(1, await CountAsync(new ReplayFilter { Livemode = false }));
        Assert.Equal(3, await CountAsync(new ReplayFilter { Error = record.LastError!.ToUpperInvariant() }));
        Assert.Equal(0, await CountAsync(new ReplayFilter { Error = "something else" }));

        string[] ids = [record.Id, record.Id, Samples.Record(99, Now).Id];
        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Ids = ids }), default);
        Assert.Equal(1, job.Total);
        await FinishAsync(bench);
        Assert.Equal(["e1"], ran);
        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((ReplayState.Done, 1), (ended.State, ended.Done));

        var again = await bench.RecordAsync("e1");
        Assert.Equal(
            KeyValuePair.Create(Assert.Single(again.Replays).Id, job.Id), Assert.Single(await bench.Replays.JobsOfAsync(again, default)));
        Assert.Empty(await bench.Replays.JobsOfAsync(await bench.RecordAsync("e0"), default));

        async Task<long> CountAsync(ReplayFilter filter) => (await bench.Replays.PreviewAsync(Job(filter), default)).Total;
    }

    [Fact]
    public async Task A_job_reads_each_event_that_is_named_once()
    {
        using var bench = Bench();
        await DieAsync(bench, 5);
        string[] ids = [.. (await Store.Ledger.ListAllAsync(new EventQuery())).Select(record => record.Id)];
        var ledger = new CountingLedger(Store.Ledger);
        var jobs = new ReplayJobs(Store.State, ledger, bench.PaymentQueries, bench.Catalog, new(), Store.Time);
        var job = await jobs.StartAsync(Job(new ReplayFilter { Ids = ids }) with { RatePerSecond = 2 }, default);
        Assert.Equal(5, ledger.Finds);

        await DoAsync(Store, new ReplayWork(jobs, Store.Queue, Store.Time));
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(10, ledger.Finds);
        Assert.Equal(["e0", "e1", "e2", "e3", "e4"], ran.Order());
        Assert.Equal(5, (await jobs.FindAsync(job.Id, default))!.Job.Done);
    }

    [Fact]
    public async Task An_event_whose_body_is_gone_fails()
    {
        using var bench = Bench();
        await DieAsync(bench, 1);
        await PutAsync(1, null);
        await bench.Erasure.EraseAsync(Samples.Record(1, Now, "test").Id, default);

        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Source = ["test"] }), default);
        await FinishAsync(bench);

        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((1, 1), (ended.Done, ended.Failed));
    }

    [Fact]
    public async Task A_limit_counts_events_that_cannot_be_replayed()
    {
        using var bench = Bench();
        await PutAsync(1, null);
        await PutAsync(2, null);
        await bench.Erasure.EraseAsync(Samples.Record(1, Now, "test").Id, default);

        var job = await bench.Replays.StartAsync(Job(new ReplayFilter { Source = ["test"] }) with { Limit = 1 }, default);
        await FinishAsync(bench);

        var ended = (await bench.Replays.FindAsync(job.Id, default))!.Job;
        Assert.Equal((ReplayState.Done, 0, 1), (ended.State, ended.Done, ended.Failed));
    }

    [Fact]
    public async Task One_instance_at_a_time_works_on_jobs()
    {
        var (length, renewal) = (JobRunner.LeaseLength, JobRunner.LeaseLength / 2);
        var one = (await TakeAsync())!;
        Assert.Null(await TakeAsync());
        Store.Time.Advance(renewal);
        Assert.True(await one.RenewAsync(default));
        Store.Time.Advance(length - renewal);
        Assert.Null(await TakeAsync());
        Store.Time.Advance(renewal);
        var other = (await TakeAsync())!;
        Assert.False(await one.RenewAsync(default));
        await one.DisposeAsync();
        Assert.Null(await TakeAsync());
        await other.DisposeAsync();
        Assert.NotNull(await TakeAsync());

        ValueTask<SharedLease?> TakeAsync() => SharedLease.TakeAsync(Store.State, "jobs", length, Store.Time, default);
    }

    private TestBench Bench(StoreUnderTest? store = null) => new(store ?? Store, [
        DelegateHandler.Named("fulfil", (one, _, _) =>
        {
            if (isBroken)
            {
                throw new InvalidOperationException("The warehouse is closed.");
            }

            ran.Enqueue(one.ProviderEventId!);
            return Task.CompletedTask;
        }),
    ], settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:01" });

    private async Task DieAsync(TestBench bench, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await bench.DeliverAsync($$"""{"id":"e{{number}}"}""");
        }

        await bench.WorkUntilEmptyAsync();
        Assert.All(
            await bench.Store.Ledger.ListAllAsync(new EventQuery()), record => Assert.Equal(EventStatus.Dead, record.Status));
        isBroken = false;
    }

    private async Task PutAsync(int number, Effect? effect) => await Store.Ledger.PutAsync(
        Samples.Record(number, Now.AddMinutes(-number), "test") with { Provider = "test", Effect = effect }, "{}"u8.ToArray());

    // As a host does: jobs in the background, with the clock moving, then the messages.
    private static async Task FinishAsync(TestBench bench)
    {
        await MoveAsync(bench.Store, bench.Jobs.RunAsync(default));
        await bench.WorkUntilEmptyAsync();
    }

    private static async Task DoAsync(StoreUnderTest store, IJob job)
    {
        using var runner = new JobRunner([job], store.State, store.Time);
        await MoveAsync(store, runner.RunAsync(default));
    }

    private static async Task MoveAsync(StoreUnderTest store, Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            if (store.Time.Waiting > 0)
            {
                store.Time.Advance(TimeSpan.FromMilliseconds(500));
            }
        }

        await work;
    }

    private static ReplayJob Job(ReplayFilter filter) => new()
    {
        Id = "",
        Filter = filter,
        RatePerSecond = 50,
        By = "somebody",
        At = default,
    };

    private sealed class OneJob(Func<bool> step) : IJob
    {
        public ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public ValueTask<bool> StepAsync(CancellationToken cancellationToken) => ValueTask.FromResult(step());
    }

    // From a call on, the process is dead: that call and all later ones fail.
    private sealed class KilledStore(IStateStore inner, int strike) : IStateStore
    {
        private int calls;

        public void Count()
        {
            if (++calls >= strike)
            {
                throw new IOException("Killed.");
            }
        }

        public ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken) =>
            inner.FindAsync(partition, key, cancellationToken);

        public ValueTask<IReadOnlyList<StateRow>> ListAsync(
            string partition, string? after, int limit, CancellationToken cancellationToken) =>
            inner.ListAsync(partition, after, limit, cancellationToken);

        public ValueTask<StateRow?> WriteAsync(
            string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken)
        {
            Count();
            return inner.WriteAsync(partition, key, value, tag, cancellationToken);
        }

        public ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken) =>
            inner.DeleteAsync(partition, key, tag, cancellationToken);

        public ValueTask RemoveBeforeAsync(string partition, string before, CancellationToken cancellationToken) =>
            inner.RemoveBeforeAsync(partition, before, cancellationToken);
    }

    private sealed class KilledQueue(IEventQueue inner, KilledStore killed) : IEventQueue
    {
        public int MaxTextBytes => inner.MaxTextBytes;

        public bool TakesBytes => inner.TakesBytes;

        public async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            killed.Count();
            await inner.EnqueueAsync(text, delay, cancellationToken);
        }

        public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) =>
            inner.PeekAsync(cancellationToken);

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);
    }
}

public sealed class InMemoryReplayJobTests : ReplayJobContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbReplayJobTests : ReplayJobContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
