using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>How runs follow each other: windows, pages, limits, failures, crashes.</summary>
public sealed class ReconcileRunTests
{
    private readonly InMemoryStoreUnderTest store = new();

    private DateTimeOffset Now => store.Time.GetUtcNow();

    [Theory]
    [InlineData(ApiTimeFilter.Created)]
    [InlineData(ApiTimeFilter.None)]
    public async Task Pages_that_shift_while_they_are_read_hide_nothing(ApiTimeFilter filter)
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { Filter = filter });
        for (var number = 0; number < 95; number++)
        {
            bench.Shop.Pay($"p{number}");
        }

        bench.Pass(ReconcileBench.LongAgo);

        // Each moves every page by some items. In a filtered list, they are too new for the window.
        bench.Api.OnRequest = number =>
        {
            bench.Shop.Pay($"new{number}-1");
            bench.Shop.Pay($"new{number}-2");
            return Task.CompletedTask;
        };
        var run = await bench.RunAsync();

        Assert.True(run.Complete);
        Assert.Equal(95, run.Items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(95, bench.Handled.Count);
    }

    [Fact]
    public async Task An_item_that_is_listed_twice_is_handled_once()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        var change = bench.Shop.Pay("p1");
        bench.Api.Further.Add(SimulatedShop.ItemOf(change, SimulatedList.Events) with { At = change.At });
        bench.Pass(ReconcileBench.LongAgo);

        await bench.RunAsync();

        Assert.Equal(["p1/payment.succeeded"], bench.Handled);
    }

    [Fact]
    public async Task The_watermark_moves_only_after_the_last_page_and_a_long_list_goes_on_next_time()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { PageSize = 1 });
        for (var number = 0; number < 250; number++)
        {
            bench.Shop.Pay($"p{number}");
        }

        bench.Pass(ReconcileBench.LongAgo);
        var first = await bench.RunAsync();
        var between = await bench.StatusAsync();
        bench.Pass(TimeSpan.FromMinutes(1));
        var second = await bench.RunAsync();

        Assert.Equal((200, 200, false), (first.Requests, first.Missed, first.Complete));
        Assert.Contains("continues", first.Problem, StringComparison.Ordinal);
        Assert.Null(between.Watermark);
        Assert.Equal((50, 50, true, null), (second.Requests, second.Missed, second.Complete, second.Problem));
        Assert.Equal((first.Since, first.Until), (second.Since, second.Until));
        Assert.Equal(first.Until, (await bench.StatusAsync()).Watermark);
    }

    [Fact]
    public async Task An_unfiltered_list_is_read_until_a_whole_page_is_older_than_the_window()
    {
        using var bench = await ReconcileBench.StartAsync(
            store, shop => new SimulatedApi(shop) { Filter = ApiTimeFilter.None, List = SimulatedList.Objects });
        for (var day = 200; day > 0; day--)
        {
            bench.Shop.Pay($"p{day}", at: Now - TimeSpan.FromDays(day));
        }

        // Out of order: one old item does not end the list.
        bench.Shop.Pay("new", at: Now);
        bench.Pass(ReconcileBench.LongAgo);
        var run = await bench.RunAsync();

        Assert.Equal((2, true), (run.Requests, run.Complete));
        Assert.Contains("new/payment.succeeded", bench.Handled);
    }

    [Fact]
    public async Task Scheduled_runs_happen_once_in_their_interval_whatever_the_number_of_processes()
    {
        using var first = await ReconcileBench.StartAsync(store);
        var settings = ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(15) };
        using var one = first.Next(settings);
        using var other = first.Next(settings);
        for (var minute = 0; minute < 60; minute++)
        {
            await Task.WhenAll(one.Reconciler.RunDueAsync(default), other.Reconciler.RunDueAsync(default));
            first.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(4, first.Api.Requests);
    }

    [Fact]
    public async Task While_many_messages_wait_nothing_looks_missing()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);
        for (var number = 0; number <= Reconciler.MostWaiting; number++)
        {
            await store.Queue.EnqueueAsync("later"u8.ToArray(), TimeSpan.FromDays(1), default);
        }

        var answer = await bench.AskAsync();

        Assert.Equal((ReconcileRefusal.Waiting, 0), (answer.Refusal, bench.Api.Requests));
        Assert.Contains("10001 messages", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_on_schedule_without_an_interval_and_nothing_at_all_without_a_key()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        using var never = bench.Next(ReconcileBench.Settings() with { Every = TimeSpan.Zero });
        using var without = new TestBench(store, [], providers: SimulatedProvider.RegistryOf(bench.Api));

        await never.Reconciler.RunDueAsync(default);
        await without.Reconciler.RunDueAsync(default);
        var answer = await without.Reconciler.RunAsync("test", new ReconcileRequest(), default);

        Assert.Equal(0, bench.Api.Requests);
        Assert.Equal(ReconcileRefusal.NotPossible, answer.Refusal);
        Assert.Contains("PayHooks__Sources__test__Api__Key", answer.Detail, StringComparison.Ordinal);
        Assert.Empty((await without.Reconciler.ReadAsync(default)).Sources);
    }

    [Fact]
    public async Task Of_two_runs_at_once_one_is_refused()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        using var other = bench.Next();
        var asked = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        bench.Api.OnRequest = async _ =>
        {
            asked.SetResult();
            await released.Task;
        };

        var running = bench.ReportAsync();
        await asked.Task;
        var same = await bench.AskAsync();
        var another = await other.AskAsync();
        released.SetResult();
        Assert.True((await running).Complete);

        Assert.Equal((ReconcileRefusal.Busy, ReconcileRefusal.Busy), (same.Refusal, another.Refusal));
        bench.Api.OnRequest = null;
        Assert.NotNull((await other.AskAsync()).Run);
    }

    [Fact]
    public async Task A_crash_between_the_injection_and_the_watermark_repeats_the_run_and_handles_nothing_twice()
    {
        // Enough for a run without a crash at its end, so that every call of it is one to die at.
        for (var call = 1; call < 40; call++)
        {
            await using var fresh = new InMemoryStoreUnderTest();
            using var bench = await ReconcileBench.StartAsync(fresh, shop => new SimulatedApi(shop) { List = SimulatedList.Objects });
            bench.Shop.Pay("p1");
            bench.Shop.Pay("p2");
            bench.Pass(ReconcileBench.LongAgo);
            using (var doomed = bench.Next(faults: new FaultPlan(call, call % 2 == 0 ? Fault.DiesAfter : Fault.DiesBefore)))
            {
                try
                {
                    await doomed.AskAsync();
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // Died.
                }
            }

            // The lease of the dead process runs out.
            bench.Pass(ReconcileLeases.Length);
            var run = await bench.RunAsync();

            Assert.True(run.Complete, $"Call {call}: {run.Problem}");
            Assert.True(
                bench.Handled.Order().SequenceEqual(["p1/payment.succeeded", "p2/payment.succeeded"]),
                $"Call {call}: {string.Join(", ", bench.Handled)}");
        }
    }

    [Fact]
    public async Task The_reports_of_the_last_runs_are_kept()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        for (var number = 0; number < ReconcileStore.KeptRuns + 5; number++)
        {
            await bench.RunAsync();
        }

        var runs = (await bench.StatusAsync()).Runs;

        Assert.Equal(Enumerable.Range(6, ReconcileStore.KeptRuns).Reverse(), runs.Select(run => (int)run.Number));
    }

    [Fact]
    public async Task A_report_of_any_size_can_be_stored()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { PageSize = 100 });
        for (var number = 0; number < 600; number++)
        {
            bench.Shop.Pay($"{number}-{new string('x', 2000)}");
        }

        bench.Pass(ReconcileBench.LongAgo);
        var run = await bench.ReportAsync();

        Assert.Equal((600, 500, 100), (run.Missed, run.Items.Count, run.OmittedItems));
        var stored = Assert.Single((await bench.StatusAsync()).Runs);
        Assert.Equal((600, 600), (stored.Missed, stored.Items.Count + stored.OmittedItems));
    }

    [Fact]
    public async Task A_window_that_the_provider_or_the_ledger_does_not_reach_is_refused()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { MaxAge = TimeSpan.FromDays(30) });

        var tooOld = await bench.AskAsync(new ReconcileRequest { Since = Now - TimeSpan.FromDays(31) });
        var turned = await bench.AskAsync(
            new ReconcileRequest { Since = Now - TimeSpan.FromDays(1), Until = Now - TimeSpan.FromDays(2) });
        var unknown = await bench.Reconciler.RunAsync("nobody", new ReconcileRequest(), default);
        var old = await bench.RunAsync(new ReconcileRequest { Since = Now - TimeSpan.FromDays(29) });

        Assert.Equal((ReconcileRefusal.BadWindow, ReconcileRefusal.BadWindow), (tooOld.Refusal, turned.Refusal));
        Assert.Contains("30 days", tooOld.Detail, StringComparison.Ordinal);
        Assert.Equal(ReconcileRefusal.UnknownSource, unknown.Refusal);
        Assert.True(old.Complete);
        Assert.Null((await bench.StatusAsync()).Watermark);
    }
}
