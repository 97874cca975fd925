using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>Watches what a system uses while a load runs.</summary>
internal static class Meter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a load and takes the figures.</summary>
    public static async Task<Measurement> MeasureAsync(SystemUnderTest system, Func<Task<Sample>> load)
    {
        using var done = new CancellationTokenSource();
        var watching = PeakAsync(system.Usage, done.Token);
        var before = system.Usage.CpuSeconds();
        var sample = await load();
        var used = system.Usage.CpuSeconds() - before;
        await done.CancelAsync();
        return new Measurement
        {
            RequestsPerSecond = Math.Round(sample.PerSecond, 1),
            P50Ms = Math.Round(sample.Milliseconds(0.50), 3),
            P95Ms = Math.Round(sample.Milliseconds(0.95), 3),
            P99Ms = Math.Round(sample.Milliseconds(0.99), 3),
            P999Ms = Math.Round(sample.Milliseconds(0.999), 3),
            CpuSecondsPer100k = Math.Round(used / Math.Max(1, sample.Count) * 100_000, 3),
            PeakMb = Math.Round(Math.Max(await watching, system.Usage.RootPeakMegabytes()), 1),
            StartMs = Math.Round(system.StartTime.TotalMilliseconds),
            Failures = sample.Failures,
        };
    }

    private static async Task<double> PeakAsync(ProcessTree usage, CancellationToken done)
    {
        var peak = 0.0;
        using var timer = new PeriodicTimer(Interval);
        do
        {
            peak = Math.Max(peak, usage.ResidentMegabytes());
        }
        while (await NextAsync(timer, done));
        return peak;
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken done)
    {
        try
        {
            return await timer.WaitForNextTickAsync(done);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
