using System.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

/// <summary>The Bicep compiler: <c>BICEP</c>, the package of infra/bicep-cli.proj, or <c>bicep</c> on the PATH.</summary>
internal static class BicepCompiler
{
    /// <summary>Where it is, or null.</summary>
    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Runs it in a folder. It has to say nothing: it knows the resource types of Azure, and its linter's rules are
    /// errors.</summary>
    public static void Run(string folder, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, args)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && string.IsNullOrWhiteSpace(said), $"{process.ExitCode}: {said}");
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("BICEP") is { Length: > 0 } own)
        {
            yield return own;
        }

        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        yield return System.IO.Path.Combine(
            packages, "azure.bicep.commandline.linux-x64", Repository.Read("infra/bicep-cli.proj").Find(@"Version=""\[(?<it>[0-9.]+)\]""").Single(), "tools", "bicep");

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator))
        {
            yield return System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");
        }
    }
}

/// <summary>A fact that needs the Bicep compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (BicepCompiler.Path is null)
        {
            Skip = "Needs the Bicep compiler: dotnet restore infra/bicep-cli.proj";
        }
    }
}
