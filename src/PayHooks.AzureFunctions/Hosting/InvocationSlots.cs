using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Keeps one source from occupying an instance. The platform starts messages in the order of the queue, so a message whose source already
/// has three quarters of the slots in runs of more than ten seconds is put off.
/// </summary>
internal sealed class InvocationSlots
{
    // The platform runs batchSize plus newBatchThreshold messages of a function at a time on an instance. Both have defaults, and settings
    // of the app replace the values of host.json:
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
    // https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    private const string Section = "AzureFunctionsJobHost:extensions:queues";
    private const int DefaultBatch = 16;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Lock gate = new();
    private readonly HashSet<Run> running = [];
    private readonly int slots;
    private readonly SlotUsage usage;
    private readonly TimeProvider time;

    /// <param name="slots">The number of messages that the platform runs at a time on an instance.</param>
    /// <param name="usage">Learns when no slot is free.</param>
    /// <param name="time">The clock.</param>
    public InvocationSlots(int slots, SlotUsage usage, TimeProvider time) => (this.slots, this.usage, this.time) = (slots, usage, time);

    /// <summary>Reads the number of slots of all queues.</summary>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="folder">The folder of the app, which contains host.json.</param>
    /// <param name="queues">The number of queues, each with a function of its own.</param>
    public static int Read(IConfiguration configuration, string folder, int queues)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var json = ReadHostJson(Path.Combine(folder, "host.json"));
        var batch = Number("batchSize") ?? DefaultBatch;
        return (batch + (Number("newBatchThreshold") ?? batch / 2)) * queues;

        int? Number(string name) =>
            int.TryParse(configuration[$"{Section}:{name}"], NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set
            : json is { } element && element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number
            : null;
    }

    /// <summary>Begins a run.</summary>
    /// <returns>The run, to be disposed at its end; null if the source has long runs in three quarters of the slots.</returns>
    public IDisposable? TryBegin(string source)
    {
        lock (gate)
        {
            if (running.Count(one => one.Source == source && time.GetElapsedTime(one.At) >= Long) >= Math.Max(1, slots * 3 / 4))
            {
                return null;
            }

            var run = new Run(this, source, time.GetTimestamp());
            running.Add(run);
            usage.Report(running.Count >= slots);
            return run;
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

    private sealed class Run(InvocationSlots owner, string source, long at) : IDisposable
    {
        public string Source => source;

        public long At => at;

        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.running.Remove(this);
                owner.usage.Report(owner.running.Count >= owner.slots);
            }
        }
    }
}
