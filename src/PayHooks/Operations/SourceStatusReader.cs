using System.Text.Json.Serialization;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Determines when a source last received a genuine delivery and whether it is silent. Used by all views and alerts.</summary>
/// <remarks>
/// <para>A source is silent when its <c>SilenceAfter</c> has passed since its newest genuine delivery, which may be a duplicate of an old
/// event.</para>
/// <para>That delivery is taken from two sources: the deliveries that this process has verified, and the delivery logs of the source's
/// newest <see cref="Events"/> events in the ledger, which all instances write and which survive a restart. Neither covers a duplicate of
/// an older event that another instance received, or that arrived before a restart. For a source without events, silence begins at process
/// start.</para>
/// </remarks>
internal sealed class SourceStatusReader(IEventLedger ledger, GenuineDeliveries received, TimeProvider time)
{
    /// <summary>The number of newest events of a source whose delivery logs are read.</summary>
    public const int Events = 50;

    /// <summary>Reads the status of a source.</summary>
    /// <remarks>
    /// Reads only the newest event unless the source would then be silent. The time of the newest delivery is therefore exact for a silent
    /// source; for any other source it may be too early.
    /// </remarks>
    /// <exception cref="Exception">The store cannot be read.</exception>
    public async ValueTask<SourceStatus> ReadAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var status = Of(settings, await NewestAsync(settings, 1, cancellationToken));
        return status.Silent ? Of(settings, await NewestAsync(settings, Events, cancellationToken)) : status;
    }

    /// <summary>The status of a source whose newest <see cref="Events"/> events have been read.</summary>
    public SourceStatus Of(SourceSettings settings, IReadOnlyList<EventRecord> newest)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(newest);

        // The record keeps the time of the first delivery even if that delivery has dropped out of the log.
        var logged =
            newest.SelectMany(record => record.DeliveryLog.Select(delivery => (DateTimeOffset?)delivery.At).Append(record.ReceivedAt))
            .Max();
        var last = new[] { logged, received.Newest(settings.Name) }.Max();
        var heardOf = last ?? received.Since;
        var overdue = settings.SilenceAfter is { } limit ? time.GetUtcNow() - heardOf - limit : (TimeSpan?)null;
        return new SourceStatus(
            settings.Name, settings.Provider, settings.Secrets.Count, newest.Count > 0 ? newest[0].ReceivedAt : null, last, heardOf,
            settings.SilenceAfter, overdue);
    }

    /// <summary>The newest events of a source.</summary>
    /// <exception cref="Exception">The store cannot be read.</exception>
    public async ValueTask<IReadOnlyList<EventRecord>> NewestAsync(SourceSettings settings, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        List<EventRecord> newest = [];
        var query = new EventQuery { Source = settings.Name, Limit = count };
        do
        {
            // A store may end a page early to limit its cost.
            var page = await ledger.ListAsync(query with { Limit = count - newest.Count }, cancellationToken);
            newest.AddRange(page.Events);
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null && newest.Count < count);

        return newest;
    }
}

/// <summary>The status of a source.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Secrets">The number of secrets.</param>
/// <param name="LastEventAt">When its newest event was first received (UTC); null if it has none.</param>
/// <param name="LastDeliveryAt">When the newest genuine delivery arrived (UTC), including duplicates; null if unknown.</param>
/// <param name="HeardOf">When the silence began (UTC): at the newest delivery, or at process start.</param>
/// <param name="SilenceAfter">The maximum silence, or null.</param>
/// <param name="Overdue">By how much the silence exceeds the maximum, negative if it does not; null without that setting.</param>
internal sealed record SourceStatus(
    string Name, string Provider, int Secrets, DateTimeOffset? LastEventAt, [property: JsonIgnore] DateTimeOffset? LastDeliveryAt,
    [property: JsonIgnore] DateTimeOffset HeardOf, TimeSpan? SilenceAfter, [property: JsonIgnore] TimeSpan? Overdue)
{
    /// <summary>Whether the source has been silent for as long as <see cref="SilenceAfter"/> or longer.</summary>
    public bool Silent => Overdue >= TimeSpan.Zero;
}
