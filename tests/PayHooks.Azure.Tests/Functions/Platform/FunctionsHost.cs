using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>A host that runs the built functions in a process of their own.</summary>
internal abstract class FunctionsHost(string folder) : IAsyncDisposable
{
    /// <summary>How long a start may take.</summary>
    protected static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private static readonly string[] Foreign = ["PayHooks", "AzureWebJobs", "AzureFunctions", "FUNCTIONS_", "CONTAINER_NAME", "WEBSITE_"];

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>What host and worker have written so far.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The folder of the functions.</summary>
    protected string Folder { get; } = folder;

    /// <summary>Whether it has ended.</summary>
    protected abstract bool HasExited { get; }

    /// <summary>Waits until it is healthy.</summary>
    public virtual async Task ReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!await IsHealthyAsync())
        {
            Assert.True(
                watch.Elapsed < StartLimit && !HasExited,
                $"The host did not start:{Environment.NewLine}{string.Join(Environment.NewLine, Lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    /// <summary>Waits until it has written this.</summary>
    public Task<string?> SaysAsync(string text) => Eventually.Async(
        () => Task.FromResult(Lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))), line =>
            line is not null, StartLimit);

    /// <summary>Ends the host and its worker between any two statements.</summary>
    public abstract Task KillAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A new folder with the built functions.</summary>
    protected static string CopyOfFunctions()
    {
        var copy = Directory.CreateTempSubdirectory("payhooks-func-").FullName;
        FunctionsOutput.CopyTo(copy);
        return copy;
    }

    /// <summary>Starts a process in the folder, with these settings and none of the machine's own.</summary>
    protected Process Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
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
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
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
}
