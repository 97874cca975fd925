using System.Diagnostics;
using System.Net;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>
/// At a constant rate, whether or not the system keeps up. An answer's time counts from when its delivery was due to be
/// sent, not from when a free connection sent it: a system that stalls is charged for everything that had to wait
/// (coordinated omission).
/// </summary>
internal sealed class PacedLoop : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim due = new(0);
    private readonly Deliveries deliveries;
    private readonly double ticksPerDelivery;
    private readonly long count;
    private long started;
    private long next = -1;

    private PacedLoop(Deliveries deliveries, double rate, TimeSpan duration)
    {
        this.deliveries = deliveries;
        ticksPerDelivery = Stopwatch.Frequency / rate;
        count = (long)(rate * duration.TotalSeconds);
    }

    /// <summary>Runs for a time.</summary>
    public static async Task<Sample> RunAsync(IPEndPoint address, Deliveries deliveries, int concurrency, double rate, TimeSpan duration)
    {
        using var loop = new PacedLoop(deliveries, rate, duration);
        var connections = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Connection.OpenAsync(address)));
        loop.started = Stopwatch.GetTimestamp();
        var workers = connections.Select(loop.WorkAsync).ToArray();
        await loop.PaceAsync(workers.Length);
        var done = await Task.WhenAll(workers);
        var elapsed = Stopwatch.GetElapsedTime(loop.started);
        Array.ForEach(connections, connection => connection.Dispose());
        return new Sample(done.Select(worker => worker.Times), done.Sum(worker => worker.Failures), elapsed);
    }

    /// <inheritdoc/>
    public void Dispose() => due.Dispose();

    private async Task PaceAsync(int workers)
    {
        using var timer = new PeriodicTimer(Tick);
        for (var released = 0L; released < count && await timer.WaitForNextTickAsync();)
        {
            // The first is due at once.
            var now = Math.Min(count, 1 + (long)((Stopwatch.GetTimestamp() - started) / ticksPerDelivery));
            if (now > released)
            {
                due.Release((int)(now - released));
                released = now;
            }
        }

        // One more for each: it finds nothing left and ends.
        due.Release(workers);
    }

    private async Task<(List<long> Times, long Failures)> WorkAsync(Connection connection)
    {
        List<long> times = new(16 * 1024);
        var failures = 0L;
        while (true)
        {
            await due.WaitAsync();
            var number = Interlocked.Increment(ref next);
            if (number >= count)
            {
                return (times, failures);
            }

            var status = await connection.SendAsync(deliveries.Next());
            if (status == 200)
            {
                times.Add(Stopwatch.GetTimestamp() - started - (long)(number * ticksPerDelivery));
            }
            else
            {
                failures++;
            }
        }
    }
}
