using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PayHooks.Diagnostics;

namespace PayHooks.Tests.Support;

/// <summary>
/// What was measured about one source. Instruments belong to the whole process, so a test that reads them uses a source's
/// name of its own.
/// </summary>
public sealed class MetricReadings : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly string source;

    public MetricReadings(string source)
    {
        this.source = source;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
    }

    /// <summary>Every measurement in order: instrument, value, and the tags but for the source as <c>name=value</c>.</summary>
    public ConcurrentQueue<(string Instrument, double Value, string Tags)> All { get; } = new();

    /// <summary>The values of one instrument.</summary>
    public double[] Of(Instrument instrument) => [.. All.Where(one => one.Instrument == instrument.Name).Select(one => one.Value)];

    public void Dispose() => listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = tags.ToArray();
        if (named.Any(tag => tag.Key == "source" && (string?)tag.Value == source))
        {
            All.Enqueue((instrument.Name, value,
                string.Join(' ', named.Where(tag => tag.Key != "source").Select(tag => $"{tag.Key}={tag.Value}"))));
        }
    }
}
