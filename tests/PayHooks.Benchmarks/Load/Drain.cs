using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>Waits until a PayHooks server has worked off everything that it accepted.</summary>
internal static class Drain
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">It takes longer than ten minutes.</exception>
    public static async Task WaitAsync(SystemUnderTest system)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{system.Address}") };
        while ((long)(await client.GetFromJsonAsync<JsonObject>("/api/stats", limit.Token))!["waiting"]! > 0)
        {
            await Task.Delay(Interval, TimeProvider.System, limit.Token);
        }
    }
}
