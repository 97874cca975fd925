using System.Collections.Concurrent;
using System.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>The built tool as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "payhooks: listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>What it said so far.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The memory it has in use now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts it in a folder, with settings in its environment.</summary>
    public static ServerProcess Start(string folder, IReadOnlyDictionary<string, string?> settings, params string[] args) =>
        StartUnder([], folder, settings, args);

    /// <summary>The same, under a command that replaces itself by it.</summary>
    public static ServerProcess StartUnder(string[] command, string folder, IReadOnlyDictionary<string, string?> settings,
        params string[] args)
    {
        string[] line = [.. command, "dotnet", Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll"), .. args];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("PayHooks", StringComparison.OrdinalIgnoreCase))
            .ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var server = new ServerProcess(Process.Start(start)!);
        server.process.ErrorDataReceived += server.Keep;
        server.process.OutputDataReceived += server.Keep;
        server.process.BeginErrorReadLine();
        server.process.BeginOutputReadLine();
        return server;
    }

    /// <summary>A client of it, as soon as it listens.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var line = await Eventually.Async(
            () => Task.FromResult(Lines.FirstOrDefault(said => said.StartsWith(Listening, StringComparison.Ordinal))
                ?? (process.HasExited ? "" : null)),
            said => said is not null,
            StartLimit);
        Assert.True(line!.Length > 0, $"It ended: {string.Join(" | ", Lines)}");
        return new HttpClient { BaseAddress = new Uri(line[Listening.Length..]) };
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it between any two statements.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitCodeAsync(TimeSpan? limit = null)
    {
        using var timeout = new CancellationTokenSource(limit ?? StartLimit);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            Lines.Enqueue(line.Data);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
