using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Operations.Metrics;

/// <summary>What one process counted in one minute, as it is stored.</summary>
/// <param name="Number">The minute's number, counted from the start of the calendar.</param>
/// <remarks>
/// The members can be set, because the generated serializer sets init members that a row lacks to null. The row of another version may lack
/// some.
/// </remarks>
internal sealed record MinuteRow(long Number)
{
    /// <summary>The counts of all sources.</summary>
    public Minute.Counts Total { get; set; } = new();

    /// <summary>The response times (<see cref="Percentiles.ToBuckets"/>).</summary>
    public IReadOnlyList<int> Ack { get; set; } = [];

    /// <summary>How late work started.</summary>
    public IReadOnlyList<int> Lag { get; set; } = [];

    /// <summary>The counts by source.</summary>
    public IReadOnlyDictionary<string, Minute.Counts> Sources { get; set; } = new Dictionary<string, Minute.Counts>();

    /// <summary>The runs by handler.</summary>
    public IReadOnlyDictionary<string, HandlerRuns> Handlers { get; set; } = new Dictionary<string, HandlerRuns>();

    /// <summary>Copies a minute.</summary>
    public static MinuteRow Of(Minute minute)
    {
        ArgumentNullException.ThrowIfNull(minute);
        var total = new Minute.Counts();
        total.Add(minute.Total);
        return new MinuteRow(minute.Number)
        {
            Total = total,
            Ack = minute.Ack.ToBuckets(),
            Lag = minute.Lag.ToBuckets(),
            Sources = minute.Sources.ToDictionary(
                source => source.Key,
                source =>
                {
                    var counts = new Minute.Counts();
                    counts.Add(source.Value);
                    return counts;
                },
                StringComparer.Ordinal),
            Handlers = minute.Handlers.ToDictionary(
                handler => handler.Key,
                handler =>
                {
                    var runs = new HandlerRuns();
                    runs.Add(handler.Value);
                    return runs;
                },
                StringComparer.Ordinal),
        };
    }

    /// <summary>The start of the keys of a minute's rows; they sort by time.</summary>
    public static string KeyOf(long number) => number.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Serializes the row as compact JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, MinuteJson.Default.MinuteRow);

    /// <summary>Reads the output of <see cref="ToJson"/>; null if it is none, so that one bad row does not hide the others.</summary>
    public static MinuteRow? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MinuteJson.Default.MinuteRow);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(MinuteRow))]
internal sealed partial class MinuteJson : JsonSerializerContext;
