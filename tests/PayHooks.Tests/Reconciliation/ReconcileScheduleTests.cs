using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Diagnostics;
using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>The background service of a server, and what runs measure and log.</summary>
public sealed class ReconcileScheduleTests
{
    private readonly InMemoryStoreUnderTest store = new();

    [Fact]
    public async Task The_service_runs_each_source_in_its_interval()
    {
        using var first = await ReconcileBench.StartAsync(store);
        using var bench = first.Next(ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(5) });
        using var service = new ReconcileService(
            bench.Reconciler, new ReconcileLog(NullLogger<ReconcileLog>.Instance), store.Time);
        await service.StartAsync(default);

        for (var minute = 1; minute <= 11; minute++)
        {
            await Eventually.Async(() => Task.FromResult(store.Time.Waiting), waiting => waiting > 0);
            store.Time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.Async(() => Task.FromResult(bench.Api.Requests), requests => requests == ((minute - 1) / 5) + 1);
        }

        await service.StopAsync(default);
        Assert.Equal(3, bench.Api.Requests);
    }

    [Fact]
    public async Task A_store_that_fails_once_does_not_end_the_service()
    {
        using var first = await ReconcileBench.StartAsync(store);
        using var bench = first.Next(
            ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(5) }, new FaultPlan(1, Fault.Refuses));
        using var service = new ReconcileService(
            bench.Reconciler, new ReconcileLog(NullLogger<ReconcileLog>.Instance), store.Time);
        await service.StartAsync(default);
        await Eventually.Async(() => Task.FromResult(store.Time.Waiting), waiting => waiting > 0);
        store.Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.Async(() => Task.FromResult(store.Time.Waiting), waiting => waiting > 0);
        Assert.Equal(0, bench.Api.Requests);
        store.Time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.Async(() => Task.FromResult(bench.Api.Requests), requests => requests == 1);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task A_service_without_anything_to_do_ends()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        using var without = new TestBench(store, [], providers: SimulatedProvider.RegistryOf(bench.Api));
        using var service = new ReconcileService(
            without.Reconciler, new ReconcileLog(NullLogger<ReconcileLog>.Instance), store.Time);

        await service.StartAsync(default);
        await service.ExecuteTask!;

        Assert.Equal(0, bench.Api.Requests);
    }

    [Fact]
    public async Task Runs_are_measured_and_logged_by_source()
    {
        var shop = new SimulatedShop(store.Time);
        var api = new SimulatedApi(shop) { List = SimulatedList.Objects };
        using var bench = new TestBench(
            store, [],
            settings: new Dictionary<string, string?>
            {
                ["PayHooks:Sources:measured:Provider"] = "test",
                ["PayHooks:Sources:measured:Secrets:0"] = "s3cret-one",
            },
            providers: SimulatedProvider.RegistryOf(api), apiSettings: ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(15) });
        await bench.StopAsync();
        using var readings = new MetricReadings("measured");
        store.Time.Advance(ReconcileBench.LongAgo);
        var first = shop.Pay("p1");
        await bench.DeliverAsync(first.Webhook, source: "measured");
        await bench.WorkUntilEmptyAsync();
        shop.Pay("p1", amount: "99.00");
        shop.Pay("p2");
        store.Time.Advance(ReconcileBench.LongAgo);

        await bench.Reconciler.RunDueAsync(default);
        api.FailWith(new ProviderApiException(ApiFailure.Unavailable, "No response."));
        store.Time.Advance(TimeSpan.FromMinutes(15));
        await bench.Reconciler.RunDueAsync(default);

        Assert.Equal([2d, 0d], readings.Of(Telemetry.ReconcileChecked));
        Assert.Equal([1d, 0d], readings.Of(Telemetry.ReconcileMissed));
        Assert.Equal([1d, 0d], readings.Of(Telemetry.ReconcileConflicts));
        Assert.Equal(
            ["outcome=succeeded", "outcome=unavailable"],
            readings.All.Where(one => one.Instrument == Telemetry.ReconcileRequests.Name).Select(one => one.Tags));
        Assert.Equal([120d, 1020d], readings.Of(Telemetry.ReconcileWatermarkAge));
        Assert.True(bench.Log.Has("A webhook of measured was missed: payment.succeeded of payment p2."));
        Assert.True(bench.Log.Has("The API of measured contradicts what is stored: payment.succeeded of payment p1."));
        Assert.True(bench.Log.Has("The reconciliation of measured did not finish: No response."));
        Assert.True(bench.Log.Has("Reconciled measured: 2 checked, 0 matched, 0 pending, 1 missed, 1 conflicts, 0 failed, 1 requests"));
    }
}
