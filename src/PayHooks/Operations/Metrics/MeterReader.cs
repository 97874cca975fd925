using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using PayHooks.Diagnostics;

namespace PayHooks.Operations.Metrics;

/// <summary>Listens to the meter of this process from start-up. Each delivery costs a few additions under a lock.</summary>
internal sealed class MeterReader(RecentMetrics figures) : IHostedService, IDisposable
{
    private readonly MeterListener listener = new();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var instrument in new Instrument[] { Telemetry.Deliveries, Telemetry.Events, Telemetry.Conflicts, Telemetry.AckDuration,
            Telemetry.EventLag, Telemetry.HandlerDuration })
        {
            listener.EnableMeasurementEvents(instrument);
        }

        listener.SetMeasurementEventCallback<long>(Count);
        listener.SetMeasurementEventCallback<double>(Measure);
        listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Count(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (ReferenceEquals(instrument, Telemetry.Deliveries))
        {
            figures.Delivered(Tag(tags, "source"), Tag(tags, "outcome"));
        }
        else if (ReferenceEquals(instrument, Telemetry.Conflicts))
        {
            figures.Conflicted(Tag(tags, "source"));
        }
        else
        {
            figures.Processed(Tag(tags, "outcome"));
        }
    }

    private void Measure(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (ReferenceEquals(instrument, Telemetry.EventLag))
        {
            figures.Started(seconds);
        }
        else if (ReferenceEquals(instrument, Telemetry.HandlerDuration))
        {
            figures.Ran(Tag(tags, "handler"), Tag(tags, "outcome"), seconds);
        }
        else if (Tag(tags, "outcome") == "accepted")
        {
            figures.Acknowledged(seconds);
        }
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string;
            }
        }

        return null;
    }
}
