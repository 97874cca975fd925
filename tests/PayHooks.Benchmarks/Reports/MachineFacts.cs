using System.Diagnostics;
using System.Runtime.InteropServices;
using PayHooks.RocksDb;

namespace PayHooks.Benchmarks.Reports;

/// <summary>The machine of a run: figures mean nothing without it.</summary>
internal sealed record MachineFacts
{
    private const int Flushes = 200;

    /// <summary>The processor's model.</summary>
    public required string Processor { get; init; }

    /// <summary>How many of them there are for the systems and the generator together.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory in MB.</summary>
    public required long MemoryMb { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>What a write of 4 KiB and its fsync take, in milliseconds: the median.</summary>
    public required double FlushMs { get; init; }

    /// <summary>Reads them.</summary>
    public static MachineFacts Read() => new()
    {
        Processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown",
        Cores = Environment.ProcessorCount,
        MemoryMb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024,
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        FlushMs = Math.Round(MedianFlush(), 3),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Processor}, {Cores} cores, {MemoryMb / 1024.0:N0} GB, {System}, {Runtime}; write and fsync of 4 KiB: {FlushMs:0.###} ms";

    private static double MedianFlush()
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-load-");
        try
        {
            using var file = File.OpenHandle(Path.Combine(folder.FullName, "flush"), FileMode.Create, FileAccess.Write);
            var page = new byte[4096];
            var times = new double[Flushes];
            for (var i = 0; i < Flushes; i++)
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, page, i * page.Length);
                FileSync.Run(file);
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            Array.Sort(times);
            return times[Flushes / 2];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
