using System.Diagnostics;

namespace PayHooks.Benchmarks.Growth;

/// <summary>Measures the lists of events and the failure groups, over HTTP, on a server that has nothing else to do.</summary>
internal static class ListTime
{
    private const int Repeats = 15;
    private const int GroupRepeats = 3;

    private static readonly string[] Queries =
    [
        "limit=50", "limit=200", "limit=50&status=dead", "limit=50&status=completed", "limit=50&source=chargily",
        "limit=50&type=payment.succeeded", "limit=50&type=refund.succeeded", "limit=50&outcome=no_handler", "limit=50&q=checkout",
        "limit=50&status=dead,retrying", "limit=50&source=chargily,stripe&type=payment.succeeded,payment.failed",
        "limit=50&status=dead&error=locked", "limit=50&handler=fulfil", "limit=50&q=nothing-has-this",
    ];

    // The server counts the groups again only after five seconds.
    private static readonly TimeSpan UntilCounted = TimeSpan.FromSeconds(5.2);

    /// <summary>The milliseconds of the failure groups: the median of a few times at which the server counts them.</summary>
    public static async Task<double> MeasureGroupsAsync(Uri address)
    {
        using var client = new HttpClient();
        List<double> times = [];
        for (var i = 0; i < GroupRepeats; i++)
        {
            await Task.Delay(UntilCounted, TimeProvider.System);
            times.Add(await TimeOfAsync(client, new Uri(address, "/api/failures")));
        }

        times.Sort();
        return times[GroupRepeats / 2];
    }

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
                times.Add(await TimeOfAsync(client, new Uri(address, $"/api/events?{query}")));
            }

            times.Sort();
            slowest = Math.Max(slowest, times[Repeats / 2]);
        }

        return slowest;
    }

    private static async Task<double> TimeOfAsync(HttpClient client, Uri url)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(url);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
