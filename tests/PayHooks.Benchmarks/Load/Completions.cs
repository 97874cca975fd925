using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>
/// How many events a second go all the way, from the POST to completed, and how long one takes. Deliveries come at a
/// constant rate; afterwards the ledger itself is read, so every event is accounted for.
/// </summary>
internal sealed class Completions(SystemDefinition definition, Func<long, Deliveries> deliveries, int concurrency, TimeSpan duration)
{
    private const int Searches = 5;
    private const int SearchesAgain = 3;
    private const double Around = 0.3;
    private const double LongestLagMs = 1000;
    private const double Below = 0.95;
    private const double Comfortable = 0.8;

    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(5);

    private long firstEvent;

    /// <summary>Finds the highest rate that is sustained, and the lag at 80 % of it.</summary>
    /// <param name="most">A rate that is too high.</param>
    /// <param name="known">The rate found in an earlier round, or null.</param>
    /// <param name="say">Told of every step.</param>
    public async Task<CompletionResult> RunAsync(double most, double? known, Action<string> say)
    {
        // Narrow down in short trials, then let the whole duration decide: a small surplus shows only after a while.
        var (low, high) = known is { } rateBefore ? (rateBefore * (1 - Around), Math.Min(most, rateBefore * (1 + Around))) : (0.0, most);
        for (var search = 0; search < (known is null ? Searches : SearchesAgain); search++)
        {
            var rate = (low + high) / 2;
            var trial = await MeasureAsync(rate, Trial);
            say($"  {rate,8:N0} events/s posted: {trial.PerSecond,8:N0} completed/s, lag p99 {trial.P99Ms:N0} ms");
            (low, high) = trial.P99Ms <= LongestLagMs ? (rate, high) : (low, rate);
        }

        for (var rate = low; ; rate *= Below)
        {
            var sustained = await MeasureAsync(rate, duration);
            say($"  {rate,8:N0} events/s for {duration.TotalSeconds:N0} s: {sustained.PerSecond,8:N0} completed/s, lag p99 "
                + $"{sustained.P99Ms:N0} ms");
            if (sustained.P99Ms <= LongestLagMs)
            {
                var comfortable = await MeasureAsync(rate * Comfortable, duration);
                say($"  {rate * Comfortable,8:N0} events/s for {duration.TotalSeconds:N0} s: lag p50 {comfortable.P50Ms:N1} ms, p99 "
                    + $"{comfortable.P99Ms:N1} ms");
                return sustained with { P50Ms = comfortable.P50Ms, P99Ms = comfortable.P99Ms };
            }
        }
    }

    private async Task<CompletionResult> MeasureAsync(double rate, TimeSpan length)
    {
        var posted = deliveries(firstEvent);
        firstEvent += (long)(rate * (length + WarmUp.Duration).TotalSeconds) + 1;
        await using var system = await SystemUnderTest.StartAsync(definition, posted.Probes().Genuine);
        await PacedLoop.RunAsync(system.Address, posted, concurrency, rate, WarmUp.Duration);

        // What the just-in-time compiler held up meanwhile is not a lag of a server that has run for a while.
        await Drain.WaitAsync(system);
        var from = TimeProvider.System.GetUtcNow();
        var sample = await PacedLoop.RunAsync(system.Address, posted, concurrency, rate, length);
        var to = TimeProvider.System.GetUtcNow();
        await Drain.WaitAsync(system);
        await system.StopAsync();
        if (sample.Failures > 0)
        {
            throw new InvalidOperationException($"{sample.Failures} deliveries were not answered with 200.");
        }

        return await LedgerReading.ReadAsync(Path.Combine(system.Folder, AllSystems.LedgerFolder), from, to);
    }
}

/// <summary>What came of a run.</summary>
/// <param name="PerSecond">Events completed in a second.</param>
/// <param name="P50Ms">From receipt to completion: half of the events.</param>
/// <param name="P99Ms">99 of 100 events.</param>
internal sealed record CompletionResult(double PerSecond, double P50Ms, double P99Ms);
