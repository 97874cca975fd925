using System.Text;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What a process leaves behind that is killed between two of the writes of one change.</summary>
[NeedsAzurite]
public sealed class AzureLedgerCrashTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> OneRetry = new() { ["PayHooks:Retry:Delays:0"] = "00:00:10" };

    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;
    private int ran;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(watched);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Theory]
    [InlineData(RequestFault.Refused)]
    [InlineData(RequestFault.AnswerLost)]
    [InlineData(RequestFault.Outage)]
    public async Task A_message_whose_process_died_after_the_key_row_inserts_the_record_when_it_returns(RequestFault fault)
    {
        using var bench = Bench();
        await bench.DeliverAsync();
        watched.StrikeAt(2, fault);
        Assert.NotNull(await bench.StepAsync());
        watched.EndOutage();
        watched.IsArmed = false;

        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 1, 1), (record.Status, record.Deliveries, ran));
    }

    [Fact]
    public async Task Only_the_delivery_that_created_an_event_inserts_its_record_and_the_others_wait()
    {
        using var bench = Bench();
        await bench.DeliverAsync();
        var first = Assert.Single(await bench.TakeAsync(1));
        watched.StrikeAt(2, RequestFault.Outage);
        await bench.WorkAsync(first);
        watched.EndOutage();
        watched.IsArmed = false;
        while (await bench.TakeAsync(1) is [{ } requeued])
        {
            await store.Source.DeleteAsync(requeued, default);
        }

        await bench.DeliverAsync();
        var waits = await bench.StepAsync();

        Assert.Equal((ProcessOutcome.Requeued, false, 0), (waits!.Outcome, waits.NeedsAttention, ran));
        Assert.Contains("not written yet", waits.Why, StringComparison.Ordinal);
        Assert.Null(await store.Ledger.FindAsync(TestBench.IdOf("e1"), default));

        Assert.Equal(ProcessOutcome.Completed, (await bench.Processor.ProcessAsync(first, default)).Outcome);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal((2, 1), ((await bench.RecordAsync()).Deliveries, ran));
    }

    [Fact]
    public async Task Concurrent_deliveries_of_one_event_run_it_once_and_are_all_counted()
    {
        using var bench = Bench();
        for (var i = 0; i < 8; i++)
        {
            await bench.DeliverAsync();
        }

        var messages = await bench.TakeAsync(8);
        await Task.WhenAll(messages.Select(message => Task.Run(() => bench.WorkAsync(message))));
        await bench.WorkUntilEmptyAsync();

        var record = await bench.RecordAsync();
        Assert.Equal((8, 8, 1), (messages.Count, record.Deliveries, ran));
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));
    }

    // Killed before the place, the copy, or the mark.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public async Task A_crash_during_a_move_leaves_the_record_as_it_was_and_the_next_claim_cleans_up(int request, int copies)
    {
        var fails = true;
        using var bench = Bench(() => fails);
        await bench.DeliverAsync();
        var message = Assert.Single(await bench.TakeAsync(1));
        var moving = 0;
        watched.Before = seen =>
        {
            moving += moving > 0 || seen.StartsWith($"PATCH /devstoreaccount1/{store.Clients.Keys.Name}", StringComparison.Ordinal) ? 1 : 0;
            return moving >= request ? throw new AggregateException("Killed.") : Task.CompletedTask;
        };
        await bench.WorkAsync(message);
        Assert.True(moving >= request);
        watched.Before = null;

        // Another process, after the lease.
        var found = await store.NewLedger().FindAsync(TestBench.IdOf("e1"), default);
        Assert.Equal(EventStatus.Processing, found!.Status);
        Assert.Equal(copies, (await KeptAsync()).Count);
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));
        Assert.Equal("""{"id":"e1"}""", Encoding.UTF8.GetString((await store.Ledger.ReadBodyAsync(found.Key, default))!.Value.Span));

        fails = false;
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
        Assert.Empty(await KeptAsync());
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Retrying }));
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));
    }

    [Fact]
    public async Task A_crash_after_a_move_leaves_the_record_moved()
    {
        var fails = true;
        using var bench = Bench(() => fails);
        await bench.DeliverAsync();
        var message = Assert.Single(await bench.TakeAsync(1));
        await bench.WorkAsync(message);

        // The process was killed before the message was deleted.
        Assert.Equal(ProcessOutcome.Dropped, (await bench.WorkAsync(message)).Outcome);

        Assert.Equal(["retrying"], await KeptAsync());
        fails = false;
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["completed"], await KeptAsync());
        Assert.Equal(2, ran);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_process_that_stalls_during_a_move_does_not_undo_what_another_has_done_meanwhile(string stalls)
    {
        using var bench = Bench(() => ran == 1);
        await bench.DeliverAsync();
        await bench.DeliverAsync();
        var (first, second) = (Assert.Single(await bench.TakeAsync(1)), Assert.Single(await bench.TakeAsync(1)));
        var table = stalls == "POST" ? store.Clients.Kept.Name : DayTable.NamePrefix;
        var isStalled = false;
        watched.Before = async request =>
        {
            // After the copy, or before it: the lease ends, and the other message takes the event over and completes it.
            if (!isStalled && ran == 1 && request.StartsWith(stalls, StringComparison.Ordinal)
                && request.Contains(table, StringComparison.Ordinal))
            {
                isStalled = true;
                store.Time.Advance(TimeSpan.FromMinutes(10));
                using var other = Bench(() => false);
                Assert.Equal(ProcessOutcome.Completed, (await other.Processor.ProcessAsync(second, default)).Outcome);
            }
        };

        var result = await bench.WorkAsync(first);
        watched.Before = null;

        Assert.True(isStalled);
        Assert.Equal((ProcessOutcome.Lost, 2), (result.Outcome, ran));
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
        Assert.Empty(await KeptAsync());
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Retrying }));
    }

    [Fact]
    public async Task A_process_that_stalls_during_a_move_does_not_overwrite_a_move_by_another()
    {
        using var bench = Bench(() => true);
        await bench.DeliverAsync();
        await bench.DeliverAsync();
        var (first, second) = (Assert.Single(await bench.TakeAsync(1)), Assert.Single(await bench.TakeAsync(1)));
        var isStalled = false;
        watched.Before = async request =>
        {
            if (!isStalled && request.StartsWith("POST", StringComparison.Ordinal)
                && request.Contains(store.Clients.Kept.Name, StringComparison.Ordinal))
            {
                isStalled = true;
                store.Time.Advance(TimeSpan.FromMinutes(10));
                using var other = Bench(() => true);
                Assert.Equal(ProcessOutcome.Retrying, (await other.Processor.ProcessAsync(second, default)).Outcome);
            }
        };

        Assert.Equal(ProcessOutcome.Lost, (await bench.WorkAsync(first)).Outcome);
        watched.Before = null;

        var record = await bench.RecordAsync();
        Assert.Equal((EventStatus.Retrying, 2, 1), (record.Status, record.Generation, record.Attempts));
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Retrying }));
    }

    private TestBench Bench(Func<bool>? fails = null) => new(
        store,
        [
            DelegateHandler.Named("one", (_, _, _) =>
            {
                Interlocked.Increment(ref ran);
                return fails?.Invoke() == true ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
            }),
        ],
        settings: OneRetry)
    { MovesClock = true };

    private async Task<List<string>> KeptAsync()
    {
        List<string> rows = [];
        await foreach (var row in store.Clients.Kept.QueryAsync<global::Azure.Data.Tables.TableEntity>())
        {
            rows.Add(row.GetString(EventEntity.Status));
        }

        return rows;
    }
}
