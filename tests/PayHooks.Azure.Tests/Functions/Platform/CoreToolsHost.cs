using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>The host of Azure Functions Core Tools, as a process tree of its own.</summary>
internal sealed class CoreToolsHost : FunctionsHost
{
    private readonly Process process;

    private CoreToolsHost(string folder, IEnumerable<KeyValuePair<string, string?>> settings) : base(folder)
    {
        var port = FreePort();
        Client.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        process = Start(
            Tool!,
            ["start", "--no-build", "--port", $"{port}"],
            [.. settings, new("FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT", "1")]);
    }

    /// <summary>Where <c>func</c> is, or null.</summary>
    public static string? Tool { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(path => Path.Combine(path, OperatingSystem.IsWindows() ? "func.cmd" : "func")).FirstOrDefault(File.Exists);

    /// <summary>How to get it.</summary>
    public const string HowToInstall = "Azure Functions Core Tools (func) are not on PATH. Install them: npm install --global "
        + "azure-functions-core-tools@4.15.1";

    /// <inheritdoc/>
    protected override bool HasExited => process.HasExited;

    /// <summary>Starts it; it answers when <see cref="FunctionsHost.ReadyAsync"/> returns.</summary>
    public static CoreToolsHost Start(IEnumerable<KeyValuePair<string, string?>> settings) => new(CopyOfFunctions(), settings);

    /// <inheritdoc/>
    public override async Task KillAsync()
    {
        // The tree: a worker outlives a host that is killed alone.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
