using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Faults.Processes;

/// <summary>The server, run after run on the same store. A run ends by a kill, the last one in good order.</summary>
internal sealed class ServerUnderTest(ISystemUnderTest system, Uri target) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly List<long> killedAt = [];
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private volatile ChildProcess? process;
    private Task watching = Task.CompletedTask;

    /// <summary>Where it listens; null while it is down or starting.</summary>
    public Uri? Address => process is { IsToEnd: false, Announced: { IsCompletedSuccessfully: true } known } ? new Uri(known.Result) : null;

    /// <summary>When the runs were killed, on the machine's monotonic clock; run n is at n − 1.</summary>
    public IReadOnlyList<long> KilledAt => killedAt;

    /// <summary>Fails when the server ends although nobody killed it.</summary>
    public Task Failed => failed.Task;

    /// <summary>Starts the next run. Does not wait until it listens.</summary>
    public void Start()
    {
        process = system.StartServer(new Uri(target, $"/{killedAt.Count + 1}"));
        watching = WatchAsync(process);
    }

    /// <summary>Kills the run and starts the next.</summary>
    public async Task KillAndRestartAsync()
    {
        killedAt.Add(TimeProvider.System.GetTimestamp());
        await process!.KillAsync();
        await watching;
        await process.DisposeAsync();
        Start();
    }

    /// <summary>Messages in its queue, or null while it cannot be asked.</summary>
    public async Task<long?> WaitingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Address is { } known
                ? (long?)(await client.GetFromJsonAsync<JsonObject>(new Uri(known, "/api/stats"), cancellationToken))!["waiting"]
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Starts a bulk replay of all events, as fast as it goes.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartReplayAsync(CancellationToken cancellationToken)
    {
        const string all = """{ "filter": { "since": "2000-01-01" }, "ratePerSecond": 1000, "force": true }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address!, "/api/replays"));
        request.Headers.Add("x-payhooks", "1");
        request.Content = new StringContent(all, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["id"]!;
    }

    /// <summary>How far a bulk replay has come; null while the server cannot be asked.</summary>
    public async Task<(string? State, long Done)> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return Address is { } known
                && await client.GetFromJsonAsync<JsonObject>(new Uri(known, $"/api/replays/{id}"), cancellationToken) is { } job
                    ? ((string?)job["state"], (long)job["done"]!)
                    : default;
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }

    /// <summary>Ends the last run in good order.</summary>
    public async Task StopAsync()
    {
        if (await process!.TerminateAsync(StopLimit) is not 0 and var code)
        {
            throw new BrokenRunException($"Told to stop, the server ended with exit code {code}: {process.LastWords}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private async Task WatchAsync(ChildProcess started)
    {
        try
        {
            var ended = started.ExitAsync(CancellationToken.None);
            await Task.WhenAny(started.Announced, ended).WaitAsync(StartLimit, TimeProvider.System);
            await ended;
        }
        catch (TimeoutException e)
        {
            failed.TrySetException(new BrokenRunException($"The server did not start: {started.LastWords}", e));
            return;
        }

        if (!started.IsToEnd)
        {
            failed.TrySetException(new BrokenRunException($"The server ended by itself: {started.LastWords}"));
        }
    }
}
