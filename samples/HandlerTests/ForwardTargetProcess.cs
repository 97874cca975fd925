using System.Diagnostics;

namespace HandlerTests;

/// <summary>A target in another language, running on a free port.</summary>
internal sealed class ForwardTargetProcess : IAsyncDisposable
{
    private const string Ready = "Listening on ";
    private readonly Process process;

    private ForwardTargetProcess(Process process, string url) => (this.process, Url) = (process, url);

    public string Url { get; }

    /// <summary>The folder with the npm packages; null if Express is not there.</summary>
    public static string? NodeModules { get; } = Find("node") is null ? null
        : Folders.Select(folder => Path.GetFullPath(Path.Combine(folder, ".."))).FirstOrDefault(folder =>
            Path.GetFileName(folder) == "node_modules" && File.Exists(Path.Combine(folder, "express", "package.json")));

    public static bool HasPython { get; } = Find("python3") is not null;

    private static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    public static Task<ForwardTargetProcess> Express(string secret) => StartAsync("node", "express/server.js", secret);

    public static Task<ForwardTargetProcess> Python(string secret) => StartAsync("python3", "python/server.py", secret);

    public ValueTask<string?> ReadLineAsync() => new(process.StandardOutput.ReadLineAsync());

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<ForwardTargetProcess> StartAsync(string program, string script, string secret)
    {
        var started = Process.Start(new ProcessStartInfo(program, [Path.Combine(Repository(), "samples", "ForwardTargets", script)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["PAYHOOKS_SECRET"] = secret, ["PORT"] = "0", ["NODE_PATH"] = NodeModules },
        })!;
        var line = await started.StandardOutput.ReadLineAsync();
        Assert.StartsWith(Ready, line, StringComparison.Ordinal);
        return new ForwardTargetProcess(started, line![Ready.Length..]);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PayHooks.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private static string? Find(string program) => OperatingSystem.IsWindows() ? null
        : Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExpressFactAttribute : FactAttribute
{
    public ExpressFactAttribute() =>
        Skip = ForwardTargetProcess.NodeModules is not null ? null
            : "Express is not on the PATH: npm ci --prefix tests/tools, then add node_modules/.bin.";
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = ForwardTargetProcess.HasPython ? null : "python3 is not installed.";
}
