using System.CommandLine;
using BenchmarkDotNet.Running;
using PayHooks.Benchmarks.Growth;
using PayHooks.Benchmarks.Load;
using PayHooks.Benchmarks.Micro;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks;

/// <summary><c>load</c> measures whole systems side by side; <c>micro</c> measures single operations with BenchmarkDotNet.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Before the first socket: answers are handled on the one thread that hears of them. The generator shares the
        // processors with what it measures, so every hop to another thread that it saves is measured less.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", args is ["load" or "growth", ..] ? "1" : null);
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", args is ["load" or "growth", ..] ? "1" : null);

        if (args is ["micro", .. var rest])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, MicroConfig.Create());
            return 0;
        }

        var root = new RootCommand(
            "Measures PayHooks: whole systems side by side (load), growth of the ledger (growth), single operations (micro, with "
            + "BenchmarkDotNet's own options).")
        {
            LoadCommand.Create(),
            GrowthCommand.Create(),
            Ceiling.CreateCommand(),
        };
        return await root.Parse(args).InvokeAsync();
    }
}
