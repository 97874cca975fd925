using System.Collections.Concurrent;
using System.Diagnostics;

namespace PayHooks.Faults.Processes;

/// <summary>A process that this program started; it ends with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int RememberedLines = 20;

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<string> announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string announcement;
    private volatile bool isToEnd;

    private ChildProcess(Process process, string announcement)
    {
        (this.process, this.announcement) = (process, announcement);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What follows the announcement; never comes if the process ends before it.</summary>
    public Task<string> Announced => announced.Task;

    /// <summary>Whether it was killed, or told to end.</summary>
    public bool IsToEnd => isToEnd;

    /// <summary>What it said last.</summary>
    public string LastWords => string.Join(Environment.NewLine, lines);

    /// <summary>Starts an assembly.</summary>
    /// <param name="assembly">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs; no settings of the repository lie there.</param>
    /// <param name="environment">Its settings, on top of the environment of this process without any of PayHooks.</param>
    /// <param name="announcement">The beginning of the line with which it says that it is ready.</param>
    public static ChildProcess Start(
        string assembly, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment,
            string announcement) =>
        new(Process.Start(Prepare(assembly, arguments, folder, environment))!, announcement);

    /// <summary>Runs an assembly to its end. Returns the lines of its output.</summary>
    public static async Task<string[]> RunAsync(
        string assembly, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment,
            CancellationToken cancellationToken)
    {
        using var run = Process.Start(Prepare(assembly, arguments, folder, environment))!;
        try
        {
            var said = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(cancellationToken),
                run.StandardError.ReadToEndAsync(cancellationToken));
            await run.WaitForExitAsync(cancellationToken);
            return run.ExitCode == 0
                ? said[0].Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
                : throw new BrokenRunException($"{Path.GetFileName(assembly)} failed: {said[1]}");
        }
        finally
        {
            run.Kill();
        }
    }

    private static ProcessStartInfo Prepare(
        string assembly, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("PayHooks", StringComparison.OrdinalIgnoreCase))
            .ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>SIGKILL: it ends between any two instructions.</summary>
    public async Task KillAsync()
    {
        isToEnd = true;
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM: it ends in good order. Returns its exit code.</summary>
    public async Task<int> TerminateAsync(TimeSpan limit)
    {
        isToEnd = true;
        using (var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    /// <summary>Lets it end by itself: its standard input ends, and it waits for that.</summary>
    public async Task ReleaseAsync()
    {
        isToEnd = true;
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Waits until it has ended. Returns its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith(announcement, StringComparison.Ordinal))
        {
            announced.TrySetResult(line[announcement.Length..]);
        }

        lines.Enqueue(line);
        if (lines.Count > RememberedLines)
        {
            lines.TryDequeue(out _);
        }
    }
}
