using System.Diagnostics;

namespace PayHooks.Benchmarks.Growth;

/// <summary>Measures the lists of events, over HTTP, on a server that has nothing else to do.</summary>
internal static class ListTime
{
    private const int Repeats = 15;

    private static readonly string[] Queries =
    [
        "limit=50", "limit=200", "limit=50&status=dead", "limit=50&status=completed", "limit=50&source=chargily",
        "limit=50&type=payment.succeeded", "limit=50&type=refund.succeeded", "limit=50&outcome=no_handler", "limit=50&q=checkout",
    ];

    /// <summary>The milliseconds of the slowest kind of list: the median of its repeats.</summary>
    public static async Task<double> MeasureAsync(Uri address)
    {
        using var client = new HttpClient();
        var slowest = 0.0;
        foreach (var query in Queries)
        {
            List<double> times = [];
            for (var i = 0; i < Repeats; i++)
            {
                var started = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(new Uri(address, $"/api/events?{query}"));
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            slowest = Math.Max(slowest, times[Repeats / 2]);
        }

        return slowest;
    }
}
