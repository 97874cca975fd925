using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using PayHooks.AzureFunctions;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Verification;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The timer that reconciles.</summary>
public sealed class ReconcileSourcesTests
{
    [Fact]
    public async Task The_timer_runs_what_is_due_and_no_more()
    {
        var shop = new SimulatedShop(TimeProvider.System);
        var api = new SimulatedApi(shop) { OnRequest = _ => Task.CompletedTask };
        using var bench = new FunctionBench(services =>
        {
            var settings = new SourceSettings
            {
                Name = "test",
                Provider = "test",
                Api = ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(15) },
            };
            services.AddSingleton(SimulatedProvider.RegistryOf(api));
            services.AddSingleton(new PayHooksOptions { Sources = [settings] });

            // The source is old: what happened in the last day is compared.
            services.AddSingleton<ISourceActivityStore>(new OldSource(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(2)));
        });
        shop.Pay("p1", at: TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(2));
        var timer = bench.Make<ReconcileSources>();

        await timer.RunAsync(new TimerInfo(), CancellationToken.None);
        await timer.RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(1, api.Requests);
        Assert.Equal(1, await bench.Queue.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_key_not_even_the_store_is_asked()
    {
        var state = new Mock<IStateStore>(MockBehavior.Strict);
        using var bench = new FunctionBench(services => services.AddSingleton(state.Object));

        await bench.Make<ReconcileSources>().RunAsync(new TimerInfo(), CancellationToken.None);

        state.VerifyNoOtherCalls();
    }

    private sealed class OldSource(DateTimeOffset at) : ISourceActivityStore
    {
        public ValueTask MergeAsync(IReadOnlyList<SourceActivity> seen, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<SourceActivity>> ListAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<SourceActivity>>([new SourceActivity("test") { FirstSeenAt = at }]);
    }
}
