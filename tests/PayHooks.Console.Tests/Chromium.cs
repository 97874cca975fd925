using Microsoft.Playwright;

namespace PayHooks.Console.Tests;

/// <summary>The browser of the tests: a Chromium that is installed already; Playwright brings none.</summary>
internal static class Chromium
{
    /// <summary>Names the browser's executable where it is not found by itself.</summary>
    public const string Variable = "PAYHOOKS_CHROMIUM";

    /// <summary>Its executable, or null.</summary>
    public static string? Executable { get; } = Find();

    /// <summary>Starts it.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Executable,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    });

    // The environment first, then PATH, by the names that distributions and Google give it.
    private static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome-stable", "google-chrome" }, Path.Combine)
            .FirstOrDefault(File.Exists);
}

/// <summary>A test that drives the browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        Skip = BrowserSkip.Reason;
    }
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = BrowserSkip.Reason;
    }
}

internal static class BrowserSkip
{
    public static string? Reason { get; } = Chromium.Executable is null
        ? $"NOT RUN: there is no Chromium on PATH. Install it (Debian: apt-get install chromium), or name it in {Chromium.Variable}."
        : null;
}
