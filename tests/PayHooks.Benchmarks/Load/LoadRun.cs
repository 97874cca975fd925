using PayHooks.Benchmarks.Reports;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>
/// One run: every system in turn, under the same loads, one process at a time; and all of it again in each round, in the opposite order,
/// so that what changes on the machine meanwhile meets all of them.
/// </summary>
internal sealed class LoadRun(LoadPlan plan, Action<string> say)
{
    // At the rates that machines of this kind reach; what is missing is signed on the way.
    private const int PooledPerSecond = 30_000;
    private const int MostPooled = 300_000;

    private readonly LoadReport report =
        new() { Machine = MachineFacts.Read(), Seconds = plan.Duration.TotalSeconds, BodyBytes = plan.Shape.BodyBytes };

    /// <summary>Measures everything.</summary>
    public async Task<LoadReport> RunAsync()
    {
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var concurrency in plan.Concurrency)
            {
                foreach (var system in InTurn(round))
                {
                    await MeasureAsync(system, concurrency);
                }
            }
        }

        for (var round = 0; round < plan.Rounds; round++)
        {
            await MeasurePacedAsync(round);
        }

        for (var round = 0; round < plan.Rounds && plan.MeasuresCompletions; round++)
        {
            foreach (var system in InTurn(round).Where(system => system.Completes))
            {
                await MeasureCompletionsAsync(system);
            }
        }

        return report;
    }

    private IEnumerable<SystemDefinition> InTurn(int round) => round % 2 == 0 ? plan.Systems : plan.Systems.Reverse();

    private async Task MeasureAsync(SystemDefinition definition, int concurrency)
    {
        var deliveries = Pool(0);
        await using var system = await StartAsync(definition, deliveries);
        await ClosedLoop.RunAsync(system.Address, deliveries, concurrency, WarmUp.Duration);
        var measured = await Meter.MeasureAsync(system, () => ClosedLoop.RunAsync(system.Address, deliveries, concurrency, plan.Duration));
        report.Add(definition.Name, concurrency, measured);
        Say(definition, $"{concurrency} connections", measured);
    }

    // The same rate for all: what half of our most does to each.
    private async Task MeasurePacedAsync(int round)
    {
        var concurrency = plan.Concurrency.Max();
        var rate = plan.Rate ?? Spread.Of(report.Find(AllSystems.PayHooks, concurrency), one => one.RequestsPerSecond)?.Median / 2;
        if (rate is null)
        {
            return;
        }

        report.PacedRate = Math.Round(rate.Value);
        foreach (var definition in InTurn(round))
        {
            var deliveries = Pool(0);
            await using var system = await StartAsync(definition, deliveries);
            await PacedLoop.RunAsync(system.Address, deliveries, concurrency, rate.Value, WarmUp.Duration);
            var measured =
                await Meter.MeasureAsync(system, () =>
                PacedLoop.RunAsync(system.Address, deliveries, concurrency, rate.Value, plan.Duration));
            report.AddPaced(definition.Name, measured);
            Say(definition, $"at {rate:N0}/s", measured);
        }
    }

    private async Task MeasureCompletionsAsync(SystemDefinition definition)
    {
        var concurrency = plan.Concurrency.Max();
        say($"{definition.Name}: events from POST to completed");
        var completions = new Completions(definition, Pool, concurrency, plan.Duration);
        var known = report.Completions.GetValueOrDefault(definition.Name);
        var most = Spread.Of(report.Find(definition.Name, concurrency), one => one.RequestsPerSecond)!.Median;
        report.Complete(definition.Name, await completions.RunAsync(most, known?[^1].PerSecond, say));
    }

    private static async Task<SystemUnderTest> StartAsync(SystemDefinition definition, Deliveries deliveries)
    {
        var system = await SystemUnderTest.StartAsync(definition, deliveries.Probes().Genuine);
        try
        {
            await SanityPass.RunAsync(system, deliveries);
            return system;
        }
        catch (Exception)
        {
            await system.DisposeAsync();
            throw;
        }
    }

    private Deliveries Pool(long firstEvent) =>
        new(plan.Shape, (int)Math.Min(MostPooled, (plan.Duration + WarmUp.Duration).TotalSeconds * PooledPerSecond), firstEvent);

    private void Say(SystemDefinition definition, string load, Measurement measured) => say(
        $"{definition.Name,-15} {load,16}: {measured.RequestsPerSecond,9:N0}/s  p50 {measured.P50Ms,8:N2} ms  p99 {measured.P99Ms,8:N2} ms "
            + " "
        + $"cpu {measured.CpuSecondsPer100k,6:N2} s/100k  peak {measured.PeakMb,5:N0} MB  start {measured.StartMs,4:N0} ms"
        + (measured.Failures > 0 ? $"  {measured.Failures} NOT ANSWERED WITH 200" : ""));
}

/// <summary>What to measure.</summary>
/// <param name="Systems">The systems, in order.</param>
/// <param name="Concurrency">The numbers of connections.</param>
/// <param name="Duration">How long each measurement takes, after the warm-up.</param>
/// <param name="Shape">What the deliveries look like.</param>
internal sealed record LoadPlan(IReadOnlyList<SystemDefinition> Systems, IReadOnlyList<int> Concurrency, TimeSpan Duration,
    DeliveryShape Shape)
{
    /// <summary>How often each is measured.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Deliveries in a second of the constant-rate runs; null for half of what PayHooks reached.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether completions are measured, where a system has them.</summary>
    public bool MeasuresCompletions { get; init; } = true;
}
