using System.Diagnostics;
using System.Net;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>As fast as it goes: every connection sends its next delivery when the last one is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs for a time.</summary>
    public static async Task<Sample> RunAsync(IPEndPoint address, Deliveries deliveries, int concurrency, TimeSpan duration)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Connection.OpenAsync(address)));
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var workers = await Task.WhenAll(connections.Select(connection => WorkAsync(connection, deliveries, end)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        Array.ForEach(connections, connection => connection.Dispose());
        return new Sample(workers.Select(worker => worker.Times), workers.Sum(worker => worker.Failures), elapsed);
    }

    private static async Task<(List<long> Times, long Failures)> WorkAsync(Connection connection, Deliveries deliveries, long end)
    {
        List<long> times = new(16 * 1024);
        var failures = 0L;
        for (var now = Stopwatch.GetTimestamp(); now < end;)
        {
            var status = await connection.SendAsync(deliveries.Next());
            var answered = Stopwatch.GetTimestamp();
            if (status == 200)
            {
                times.Add(answered - now);
            }
            else
            {
                failures++;
            }

            now = answered;
        }

        return (times, failures);
    }
}
