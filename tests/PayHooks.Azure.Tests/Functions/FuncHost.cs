using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The real Functions host with the built functions, as a process tree of its own.</summary>
internal sealed class FuncHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly string[] Foreign = ["PayHooks", "AzureWebJobs", "AzureFunctions", "FUNCTIONS_", "CONTAINER_NAME", "WEBSITE_"];
    private readonly Process process;
    private readonly string folder;

    private FuncHost(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Where <c>func</c> is, or null.</summary>
    public static string? Tool { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(path => Path.Combine(path, OperatingSystem.IsWindows() ? "func.cmd" : "func")).FirstOrDefault(File.Exists);

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <summary>What it said so far.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Starts it; it answers when <see cref="ReadyAsync"/> returns.</summary>
    public static FuncHost Start(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var copy = Directory.CreateTempSubdirectory("payhooks-func-").FullName;
        FunctionsOutput.CopyTo(copy);
        var port = FreePort();
        var start = new ProcessStartInfo(Tool!, ["start", "--no-build", "--port", $"{port}"])
        {
            WorkingDirectory = copy,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // CONTAINER_NAME among them: with it the host believes it is in the cloud.
        foreach (var name in start.Environment.Keys.Where(name =>
            Foreign.Any(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var host = new FuncHost(Process.Start(start)!, copy, port);
        host.process.OutputDataReceived += (_, line) => host.Lines.Enqueue(line.Data ?? "");
        host.process.ErrorDataReceived += (_, line) => host.Lines.Enqueue(line.Data ?? "");
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it is healthy.</summary>
    public async Task ReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!await IsHealthyAsync())
        {
            Assert.True(watch.Elapsed < StartLimit
                && !process.HasExited, $"The host did not start:{Environment.NewLine}{string.Join(Environment.NewLine, Lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    /// <summary>Waits until it has said this.</summary>
    public Task<string?> SaysAsync(string text) => Eventually.Async(
        () => Task.FromResult(Lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))), line =>
            line is not null, StartLimit);

    /// <summary>Ends the host and its worker between any two statements.</summary>
    public async Task KillAsync()
    {
        // The tree: a worker outlives a host that is killed alone.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        Client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var response = await Client.GetAsync(new Uri("/health", UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
