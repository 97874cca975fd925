using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>Which time a run compares, and that no clock can make it miss or invent anything.</summary>
public sealed class ReconcileWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = Now - TimeSpan.FromMinutes(2);
    private static readonly WindowLimits Limits = new(null, TimeSpan.FromDays(400), Now - TimeSpan.FromDays(300));
    private static readonly ApiCapabilities Events = new() { ListsEvents = true, Filter = ApiTimeFilter.Created };

    private readonly InMemoryStoreUnderTest store = new();

    [Fact]
    public void The_report_of_an_empty_window_does_not_end_before_it_starts()
    {
        var window = new ReconcileWindow(DateTimeOffset.UnixEpoch.AddMinutes(1), DateTimeOffset.UnixEpoch, IsDeep: false);

        Assert.Equal(window.Until, window.Start);
        Assert.Equal(window.Until, new ReconcileWindow(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, IsDeep: false).Start);
    }

    [Fact]
    public void The_first_run_looks_back_a_day() => Assert.Equal(
        new ReconcileWindow(Until - TimeSpan.FromHours(24), Until, IsDeep: false),
        ReconcileWindow.Next(new ReconcileState(), Events, Limits, Now));

    [Fact]
    public void What_happened_before_the_source_existed_is_not_compared() => Assert.Equal(
        Now - TimeSpan.FromHours(2),
        ReconcileWindow.Next(new ReconcileState(), Events, Limits with { FirstSeenAt = Now - TimeSpan.FromHours(2) }, Now).From);

    [Theory]
    [InlineData(true, ApiTimeFilter.Created, 1)]
    [InlineData(true, ApiTimeFilter.None, 1)]
    [InlineData(false, ApiTimeFilter.Updated, 1)]
    [InlineData(false, ApiTimeFilter.Created, 48)]
    [InlineData(false, ApiTimeFilter.None, 48)]
    public void Windows_overlap_as_far_as_a_change_can_hide(bool listsEvents, ApiTimeFilter filter, int hours)
    {
        var api = new ApiCapabilities { ListsEvents = listsEvents, Filter = filter };

        Assert.Equal(
            new ReconcileWindow(Until - TimeSpan.FromMinutes(15) - TimeSpan.FromHours(hours), Until, IsDeep: false),
            ReconcileWindow.Next(At(Until - TimeSpan.FromMinutes(15)), api, Limits, Now));
    }

    [Theory]
    [InlineData(5, false, ApiTimeFilter.Created, 120)]
    [InlineData(1, false, ApiTimeFilter.Created, 48)]
    [InlineData(5, false, ApiTimeFilter.None, 120)]
    [InlineData(5, true, ApiTimeFilter.Created, 1)]
    public void A_list_by_creation_overlaps_as_long_as_a_payment_can_stay_open(int days, bool listsEvents, ApiTimeFilter filter, int hours) =>
        Assert.Equal(
            TimeSpan.FromHours(hours),
            ReconcileWindow.OverlapOf(
                new ApiCapabilities { ListsEvents = listsEvents, Filter = filter, LongestLife = TimeSpan.FromDays(days) }));

    [Fact]
    public void After_an_outage_everything_since_is_compared() => Assert.Equal(
        Until - TimeSpan.FromDays(10) - TimeSpan.FromHours(1),
        ReconcileWindow.Next(At(Until - TimeSpan.FromDays(10)), Events, Limits, Now).From);

    [Fact]
    public void Once_a_day_a_run_looks_back_three_days()
    {
        var state = At(Until - TimeSpan.FromMinutes(15)) with { DeepAt = Now - TimeSpan.FromDays(1) };

        Assert.Equal(
            new ReconcileWindow(Until - TimeSpan.FromDays(3), Until, IsDeep: true), ReconcileWindow.Next(state, Events, Limits, Now));
        Assert.False(ReconcileWindow.Next(state with { DeepAt = Now - TimeSpan.FromHours(23) }, Events, Limits, Now).IsDeep);
    }

    [Fact]
    public void No_run_looks_back_further_than_the_provider_or_the_ledger()
    {
        var deep = At(Until) with { DeepAt = null };

        Assert.Equal(
            Now - TimeSpan.FromDays(2), ReconcileWindow.Next(deep, Events, Limits with { MaxAge = TimeSpan.FromDays(2) }, Now).From);
        Assert.Equal(
            Now - TimeSpan.FromDays(1), ReconcileWindow.Next(deep, Events, Limits with { Memory = TimeSpan.FromDays(1) }, Now).From);
        Assert.Equal(
            Now - TimeSpan.FromDays(30), ReconcileWindow.Next(At(Now - TimeSpan.FromDays(3650)), Events, Limits, Now).From);
        Assert.Equal(
            Now - TimeSpan.FromDays(30),
            ReconcileWindow.Next(At(Now - TimeSpan.FromDays(3650)), Events, Limits with { Memory = TimeSpan.MaxValue }, Now).From);
    }

    [Fact]
    public void A_watermark_ahead_of_the_clock_makes_the_run_a_deep_one()
    {
        var window = ReconcileWindow.Next(At(Now + TimeSpan.FromHours(5)), Events, Limits, Now);

        Assert.Equal(new ReconcileWindow(Until - TimeSpan.FromDays(3), Until, IsDeep: true), window);
        Assert.False(ReconcileWindow.Next(At(Until + TimeSpan.FromSeconds(30)), Events, Limits, Now).IsDeep);
    }

    [Fact]
    public void A_first_sight_in_the_future_does_not_close_the_window() => Assert.Equal(
        Until - TimeSpan.FromHours(24),
        ReconcileWindow.Next(new ReconcileState(), Events, Limits with { FirstSeenAt = Now + TimeSpan.FromDays(300) }, Now).From);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task A_clock_that_was_wrong_for_some_runs_hides_nothing(int days)
    {
        using var first = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop));
        using var bench = first.Next(ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(15) });
        await RunForAnHourAsync("before");
        store.Time.SetForward(TimeSpan.FromDays(days));
        await RunForAnHourAsync("during");
        store.Time.SetBack(TimeSpan.FromDays(days));
        await RunForAnHourAsync("after");

        Assert.Equal(bench.Shop.Changes.Select(change => change.EventId).Order(), bench.Handled.Order());

        async Task RunForAnHourAsync(string name)
        {
            for (var quarter = 0; quarter < 4; quarter++)
            {
                // The provider's clock is right.
                bench.Shop.Pay($"{name}{quarter}", at: store.Time.GetUtcNow() - (name == "during" ? TimeSpan.FromDays(days) : default));
                bench.Pass(TimeSpan.FromMinutes(15));
                await bench.Reconciler.RunDueAsync(default);
            }

            bench.Pass(TimeSpan.FromMinutes(15));
            await bench.Reconciler.RunDueAsync(default);
            await bench.Process.WorkUntilEmptyAsync();
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(10, false)]
    public void A_wait_that_a_clock_a_little_ahead_wrote_counts(int minutesAhead, bool isWaiting)
    {
        var state = new ReconcileState { RetryAt = Now + ReconcileState.LongestWait + TimeSpan.FromMinutes(minutesAhead) };

        Assert.Equal(isWaiting, state.IsWaiting(new ApiSettings { Key = "key" }, Now));
    }

    [Fact]
    public async Task A_lease_that_a_wrong_clock_wrote_ends()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        store.Time.SetForward(TimeSpan.FromDays(3));
        var leases = new ReconcileLeases(store.State, store.Time);
        Assert.NotNull(await leases.TakeAsync("test", default));
        Assert.Equal(ReconcileRefusal.Busy, (await bench.AskAsync()).Refusal);

        store.Time.SetBack(TimeSpan.FromDays(3));

        Assert.NotNull((await bench.AskAsync()).Run);
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_does_not_move_the_watermark()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { PageSize = 1 });
        using var other = bench.Next();
        for (var number = 1; number <= 6; number++)
        {
            bench.Shop.Pay($"p{number}");
        }

        bench.Pass(ReconcileBench.LongAgo);

        // The clock of another process says that the lease has ended. This one notices it when it is time to renew the lease.
        ReconcileRun? second = null;
        bench.Api.OnRequest = async number =>
        {
            if (number == 1)
            {
                store.Time.SetForward(ReconcileLeases.Length + TimeSpan.FromSeconds(1));
                second = await other.ReportAsync();
            }
            else if (second is not null)
            {
                bench.Pass(TimeSpan.FromSeconds(25));
            }
        };
        var first = await bench.ReportAsync();
        await bench.Process.WorkUntilEmptyAsync();

        Assert.Equal((true, false, 4), (second!.Complete, first.Complete, first.Requests));
        Assert.Equal("Another run has taken over.", first.Problem);
        Assert.Equal(second.Until, (await bench.StatusAsync()).Watermark);
        Assert.Equal(Enumerable.Range(1, 6).Select(number => $"p{number}/payment.succeeded"), bench.Handled.Order());
    }

    private static ReconcileState At(DateTimeOffset watermark) => new() { Watermark = watermark, DeepAt = Now - TimeSpan.FromHours(1) };
}
