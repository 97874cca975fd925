using System.Diagnostics;
using PayHooks.Benchmarks.Load;
using PayHooks.Benchmarks.Reports;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Growth;

/// <summary>Measures one server after another, each under a full load until everything that it accepted is completed.</summary>
internal sealed class GrowthRun(TimeSpan duration, Action<string> say)
{
    private const int Concurrency = 32;
    private const int Pooled = 200_000;

    private static readonly int[] BodySizes = [1024, 16 * 1024, 256 * 1024, 1024 * 1024];
    private static readonly int[] SourceCounts = [1, 30, 1000];
    private static readonly double[] Repeats = [0, 0.5, 0.9];

    private readonly GrowthReport report = new() { Machine = MachineFacts.Read(), Seconds = duration.TotalSeconds };
    private long firstEvent;

    /// <summary>Measures everything.</summary>
    /// <param name="sizes">Events in the ledger, rising.</param>
    public async Task<GrowthReport> RunAsync(IReadOnlyList<int> sizes)
    {
        await GrowLedgerAsync(sizes);
        foreach (var bytes in BodySizes)
        {
            await MeasureAsync($"body of {bytes / 1024} KB", new DeliveryShape(bytes));
        }

        foreach (var sources in SourceCounts)
        {
            await MeasureAsync($"{sources:N0} source{(sources == 1 ? "" : "s")}", new DeliveryShape(Sources: sources));
        }

        foreach (var share in Repeats)
        {
            await MeasureAsync($"{share:P0} repeats", new DeliveryShape(Duplicates: share));
        }

        return report;
    }

    // One store that grows: what a measurement adds to it is little beside the next step.
    private async Task GrowLedgerAsync(IReadOnlyList<int> sizes)
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-growth-");
        try
        {
            var store = Path.Combine(folder.FullName, AllSystems.LedgerFolder);
            foreach (var size in sizes)
            {
                say($"filling the ledger up to {size:N0} events …");
                await LedgerSeed.FillAsync(store, size);
                await MeasureAsync($"ledger of {size:N0} events", new DeliveryShape(), folder.FullName);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task MeasureAsync(string what, DeliveryShape shape, string? folder = null)
    {
        var deliveries = new Deliveries(shape, Pooled, firstEvent);
        firstEvent += 10_000_000;
        await using var system = await SystemUnderTest.StartAsync(AllSystems.Serve(shape), deliveries.Probes().Genuine, folder);
        await ClosedLoop.RunAsync(system.Address, deliveries, Concurrency, WarmUp.Short);
        await Drain.WaitAsync(system);
        var started = Stopwatch.GetTimestamp();
        var measured = await Meter.MeasureAsync(system, () => ClosedLoop.RunAsync(system.Address, deliveries, Concurrency, duration));
        await Drain.WaitAsync(system);
        var row = new GrowthRow
        {
            What = what,
            RequestsPerSecond = measured.RequestsPerSecond,
            P99Ms = measured.P99Ms,
            CompletedPerSecond =
                Math.Round(measured.RequestsPerSecond * duration.TotalSeconds / Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
            PeakMb = measured.PeakMb,
            StartMs = measured.StartMs,
            ListMs = Math.Round(await ListTime.MeasureAsync(new Uri($"http://{system.Address}")), 1),
            GroupsMs = folder is null ? null : Math.Round(await ListTime.MeasureGroupsAsync(new Uri($"http://{system.Address}")), 1),
            Failures = measured.Failures,
        };
        report.Rows.Add(row);
        say($"{what,-28}: {row.RequestsPerSecond,8:N0} answers/s, p99 {row.P99Ms:N1} ms; {row.CompletedPerSecond,8:N0} completed/s; peak "
            + $"{row.PeakMb:N0} MB; slowest list {row.ListMs:N1} ms"
            + (row.GroupsMs is { } groups ? $"; failure groups {groups:N1} ms" : ""));
    }
}
