using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PayHooks.Benchmarks.Systems;

/// <summary>A receiver that runs as a process of its own, with a folder of its own.</summary>
internal sealed class SystemUnderTest : IAsyncDisposable
{
    private const string LogFile = "output.log";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly bool ownsFolder;

    private SystemUnderTest(SystemDefinition definition, Process process, IPEndPoint address, string folder, bool ownsFolder)
    {
        Definition = definition;
        this.process = process;
        this.ownsFolder = ownsFolder;
        Address = address;
        Folder = folder;
        Usage = new ProcessTree(process.Id);
    }

    /// <summary>What it is.</summary>
    public SystemDefinition Definition { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Where it keeps its files.</summary>
    public string Folder { get; }

    /// <summary>From the start of the process to its first 200 for a genuine delivery.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>What it and its children use.</summary>
    public ProcessTree Usage { get; }

    /// <summary>Starts it and waits for its first 200.</summary>
    /// <param name="definition">What to start.</param>
    /// <param name="delivery">A genuine delivery.</param>
    /// <param name="folder">Where its files are; null for a new folder that goes when it stops.</param>
    public static async Task<SystemUnderTest> StartAsync(SystemDefinition definition, ReadOnlyMemory<byte> delivery, string? folder = null)
    {
        var directory = folder ?? Directory.CreateTempSubdirectory("payhooks-load-").FullName;
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());

        // What it says goes to a file, as under a service manager: its log is part of what it costs. exec keeps the process id.
        var command = definition.Command(new SystemPlace(directory, address.Port));
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >{LogFile} 2>&1", "sh", .. command.Line])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        // The generator's own way of running is not the systems'.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT");
        var started = Stopwatch.GetTimestamp();
        var system = new SystemUnderTest(definition, Process.Start(start)!, address, directory, ownsFolder: folder is null);
        try
        {
            await system.WaitForFirstAnswerAsync(delivery);
            system.StartTime = Stopwatch.GetElapsedTime(started);
            return system;
        }
        catch (Exception)
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it as a service manager would, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited)
        {
            return;
        }

        using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task WaitForFirstAnswerAsync(ReadOnlyMemory<byte> delivery)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (!limit.IsCancellationRequested && !process.HasExited)
        {
            try
            {
                using var connection = await Connection.OpenAsync(Address);
                var status = await connection.SendAsync(delivery);
                if (status == 200)
                {
                    return;
                }

                throw new InvalidOperationException($"{Definition.Name} answered {status} to its first genuine delivery: {Said()}");
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            }
        }

        throw new InvalidOperationException($"{Definition.Name} did not start: {Said()}");
    }

    private string Said()
    {
        var log = Path.Combine(Folder, LogFile);
        return File.Exists(log) ? string.Join(" | ", File.ReadLines(log).TakeLast(5)) : "it said nothing";
    }

    // Not every system can be told to take a free port and to say which.
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
