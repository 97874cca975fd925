using System.Text.Json.Serialization;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Reads when a source last received a genuine delivery, and so whether it is silent. Every view and every alert uses
/// this.</summary>
/// <remarks>
/// <para>A source is silent when its <c>SilenceAfter</c> has passed since its newest genuine delivery, which may repeat an old
/// event.</para>
/// <para>That delivery is known from two places: the deliveries that this process has verified, and the delivery logs of the source's
/// newest
/// <see cref="Events"/> events in the ledger, which every instance writes and a restart does not lose. The one case that neither covers is
/// a
/// repeat of an event older than those, received by another instance or before a restart. A source without any event counts as heard of
/// when
/// the process started.</para>
/// </remarks>
internal sealed class SourceStatusReader(IEventLedger ledger, GenuineDeliveries received, TimeProvider time)
{
    /// <summary>How many of a source's newest events are read for their deliveries.</summary>
    public const int Events = 50;

    /// <summary>The status of a source.</summary>
    /// <remarks>
    /// Reads the newest event alone, unless the source would then be silent. The newest delivery is therefore exact for a source that is
    /// silent; for another it may be older than the true one.
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

        // The record has the first delivery's time even if that delivery has left the log.
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
        return (await ledger.ListAsync(new EventQuery { Source = settings.Name, Limit = count }, cancellationToken)).Events;
    }
}

/// <summary>When a source was last heard of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Secrets">How many secrets it has.</param>
/// <param name="LastEventAt">When its newest event was first received (UTC); null if it has none.</param>
/// <param name="LastDeliveryAt">When its newest genuine delivery arrived (UTC), a repeat or not; null if none is known.</param>
/// <param name="HeardOf">When its silence began (UTC): its newest delivery, or the start of this process.</param>
/// <param name="SilenceAfter">How long a silence is tolerated, or null.</param>
/// <param name="Overdue">By how much its silence exceeds that, negative while it does not; null without that setting.</param>
internal sealed record SourceStatus(
    string Name, string Provider, int Secrets, DateTimeOffset? LastEventAt, [property: JsonIgnore] DateTimeOffset? LastDeliveryAt,
    [property: JsonIgnore] DateTimeOffset HeardOf, TimeSpan? SilenceAfter, [property: JsonIgnore] TimeSpan? Overdue)
{
    /// <summary>Whether the source has been silent for as long as <see cref="SilenceAfter"/> or longer.</summary>
    public bool Silent => Overdue >= TimeSpan.Zero;
}
