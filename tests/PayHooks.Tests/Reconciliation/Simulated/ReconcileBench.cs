using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;
using PayHooks.Reconciliation;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>A process that receives the webhooks of a <see cref="SimulatedShop"/> and reconciles it.</summary>
internal sealed class ReconcileBench : IDisposable
{
    public static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(30);

    public ReconcileBench(
        StoreUnderTest store, SimulatedShop shop, SimulatedApi api, ApiSettings? settings = null, FaultPlan? faults = null,
        ConcurrentQueue<string>? handled = null, IReadOnlyList<ProducedType>? produces = null)
    {
        (Shop, Api, Handled) = (shop, api, handled ?? []);
        Process = new TestBench(
            store, [Handler], faults, providers: SimulatedProvider.RegistryOf(api, produces), apiSettings: settings ?? Settings());
    }

    public SimulatedShop Shop { get; }

    public SimulatedApi Api { get; }

    public TestBench Process { get; }

    public Reconciler Reconciler => Process.Reconciler;

    /// <summary>The changes that handlers ran for, as object and type.</summary>
    public ConcurrentQueue<string> Handled { get; }

    private ManualTime Time => Process.Store.Time;

    /// <summary>The settings of an API that nothing asks on schedule.</summary>
    public static ApiSettings Settings(string key = "api-key", string? mode = null) => new()
    {
        Key = key,
        Mode = mode,
        Confirm = ApiConfirmation.Never,
    };

    /// <summary>A bench whose source was first seen now, half an hour before what follows.</summary>
    public static async Task<ReconcileBench> StartAsync(StoreUnderTest store, Func<SimulatedShop, SimulatedApi>? api = null)
    {
        var shop = new SimulatedShop(store.Time);
        var bench = new ReconcileBench(store, shop, api?.Invoke(shop) ?? new SimulatedApi(shop));
        await bench.Process.StopAsync();
        store.Time.Advance(LongAgo);
        return bench;
    }

    /// <summary>Another process over the same store.</summary>
    public ReconcileBench Next(ApiSettings? settings = null, FaultPlan? faults = null) =>
        new(Process.Store, Shop, Api, settings, faults, Handled);

    /// <summary>The webhook of a change arrives.</summary>
    public async Task DeliverAsync(SimulatedChange change) =>
        Assert.Equal(200, (await Process.DeliverAsync(change.Webhook)).StatusCode);

    /// <summary>The webhook of a change arrives and is worked on.</summary>
    public async Task ReceiveAsync(SimulatedChange change)
    {
        await DeliverAsync(change);
        await Process.WorkUntilEmptyAsync();
    }

    /// <summary>Runs and works on what was enqueued.</summary>
    public async Task<ReconcileRun> RunAsync(ReconcileRequest? request = null)
    {
        var run = await ReportAsync(request);
        await Process.WorkUntilEmptyAsync(10_000);
        return run;
    }

    /// <summary>Runs.</summary>
    public async Task<ReconcileRun> ReportAsync(ReconcileRequest? request = null)
    {
        var answer = await AskAsync(request);
        Assert.True(answer.Run is not null, answer.Detail);
        return answer.Run;
    }

    public Task<ReconcileAnswer> AskAsync(ReconcileRequest? request = null) =>
        Reconciler.RunAsync("test", request ?? new ReconcileRequest(), CancellationToken.None);

    /// <summary>How far the source is.</summary>
    public async Task<ReconcileStatus> StatusAsync() =>
        Assert.Single((await Reconciler.ReadAsync(CancellationToken.None)).Sources);

    /// <summary>Lets time pass without anything to do.</summary>
    public void Pass(TimeSpan time) => Time.Advance(time);

    public void Dispose() => Process.Dispose();

    private HandlerRegistration Handler => DelegateHandler.Named("work", (one, _, _) =>
    {
        Handled.Enqueue($"{one.Facts.Subject?.Id}/{one.Type}");
        return Task.CompletedTask;
    });
}
