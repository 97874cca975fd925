using System.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

/// <summary>Real shells complete a command line with the scripts that the tool prints.</summary>
public sealed class ShellTests : IDisposable
{
    // An interactive shell in a terminal, where a person presses tab. The quotes keep what is awaited apart from its echo.
    private const string Zsh = """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source <(payhooks completion zsh); print LOAD''ED"
        zpty -r shell seen '*LOADED*'
        zpty -w -n shell $'payhooks events --outc\t'
        zpty -r shell seen '*--outcome*'
        zpty -w -n shell $'unch\t'
        zpty -r shell seen '*unchanged*'
        zpty -d shell
        print COMPLETED
        """;

    private const string Pwsh = """
        payhooks completion pwsh | Out-String | Invoke-Expression
        foreach ($line in 'payhooks events --outc', 'payhooks events --outcome unch') {
            [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches |
                ForEach-Object CompletionText
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ProgramFact("zsh", "apt-get install zsh")]
    public async Task Zsh_completes_options_and_values() => Assert.Equal("COMPLETED", await RunAsync("zsh", "-f", "-c", Zsh));

    [ProgramFact("pwsh", "dotnet tool install --global PowerShell")]
    public async Task PowerShell_completes_options_and_values() =>
        Assert.Equal("--outcome\nunchanged", await RunAsync("pwsh", "-NoProfile", "-Command", Pwsh));

    private async Task<string> RunAsync(string shell, params string[] args)
    {
        var tool = folder.File("payhooks");
        var program = Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll");
        await File.WriteAllTextAsync(tool, $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(shell, args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(tool)}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await error);
            return (await output).Trim().ReplaceLineEndings("\n");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
