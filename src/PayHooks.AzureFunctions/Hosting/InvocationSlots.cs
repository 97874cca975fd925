using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Keeps one source from occupying a function on an instance. The platform starts messages in the order of the queue, so a message whose
/// source already has three quarters of the function's slots in runs of more than ten seconds is put off.
/// </summary>
internal sealed class InvocationSlots
{
    // On an instance, the platform runs batchSize plus newBatchThreshold messages of each function at a time, and each queue has its own
    // function. Both numbers have defaults, and settings of the app replace the values of host.json:
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
    // https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    private const string Section = "AzureFunctionsJobHost:extensions:queues";
    private const int DefaultBatch = 16;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<Run>> running = new(StringComparer.Ordinal);
    private readonly int slots;
    private readonly SlotUsage usage;
    private readonly TimeProvider time;

    /// <param name="slots">The number of messages of a function that the platform runs at a time on an instance.</param>
    /// <param name="usage">Learns when no slot is free.</param>
    /// <param name="time">The clock.</param>
    public InvocationSlots(int slots, SlotUsage usage, TimeProvider time) => (this.slots, this.usage, this.time) = (slots, usage, time);

    /// <summary>Reads the number of slots of a function.</summary>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="folder">The folder of the app, which contains host.json.</param>
    public static int Read(IConfiguration configuration, string folder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var json = ReadHostJson(Path.Combine(folder, "host.json"));
        var batch = Number("batchSize") ?? DefaultBatch;
        return batch + (Number("newBatchThreshold") ?? batch / 2);

        int? Number(string name) =>
            int.TryParse(configuration[$"{Section}:{name}"], NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set
            : json is { } element && element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number
            : null;
    }

    /// <summary>Begins a run.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="source">The message's source.</param>
    /// <returns>The run, to be disposed at its end; null if the source has long runs in three quarters of the function's slots.</returns>
    public IDisposable? TryBegin(string function, string source)
    {
        lock (gate)
        {
            if (!running.TryGetValue(function, out var runs))
            {
                running[function] = runs = [];
            }

            if (runs.Count(one => one.Source == source && time.GetElapsedTime(one.At) >= Long) >= Math.Max(1, slots * 3 / 4))
            {
                return null;
            }

            var run = new Run(this, function, source, time.GetTimestamp());
            runs.Add(run);
            usage.Report(runs.Count >= slots, function);
            return run;
        }
    }

    private void End(Run run)
    {
        lock (gate)
        {
            var runs = running[run.Function];
            runs.Remove(run);
            usage.Report(runs.Count >= slots, run.Function);
        }
    }

    private static JsonElement? ReadHostJson(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return json.RootElement.GetProperty("extensions").GetProperty("queues").Clone();
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class Run(InvocationSlots owner, string function, string source, long at) : IDisposable
    {
        public string Function => function;

        public string Source => source;

        public long At => at;

        public void Dispose() => owner.End(this);
    }
}
