using System.Text.Json.Serialization;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Determines when a source last received a genuine delivery and whether it is silent. Used by all views and alerts.</summary>
/// <remarks>
/// <para>A source is silent when its <c>SilenceAfter</c> has passed since its newest genuine delivery, which may be a duplicate of an old
/// event. For a source that has never received one, silence begins when it was first configured.</para>
/// <para>All instances write what they see to one row for each source, at most once a minute; what this process has seen since is added. So
/// every instance gives the same answer, apart from the last minute of a busy source, and the events are not searched.</para>
/// </remarks>
internal sealed class SourceStatusReader(
    ISourceActivityStore store, SourceActivityRecorder activity, SourceCatalog sources, TimeProvider time)
{
    /// <summary>Reads the status of all configured sources, in one request to the store.</summary>
    /// <exception cref="Exception">The store cannot be read.</exception>
    public async ValueTask<IReadOnlyList<SourceStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = (await store.ListAsync(cancellationToken)).ToDictionary(row => row.Source, StringComparer.Ordinal);
        return [.. sources.All.Select(source => Of(source.Settings, stored.GetValueOrDefault(source.Settings.Name)))];
    }

    private SourceStatus Of(SourceSettings settings, SourceActivity? stored)
    {
        var own = activity.Find(settings.Name);
        var seen = stored?.Merge(own) ?? own;
        var heardOf = seen.LastDeliveryAt ?? seen.FirstSeenAt;
        var overdue = settings.SilenceAfter is { } limit ? time.GetUtcNow() - heardOf - limit : (TimeSpan?)null;
        return new SourceStatus(
            settings.Name, settings.Provider, settings.Secrets.Count, seen.LastEventAt, heardOf, settings.SilenceAfter, overdue, seen);
    }
}

/// <summary>The status of a source.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Secrets">The number of secrets.</param>
/// <param name="LastEventAt">When its newest event was first received (UTC); null if it has none.</param>
/// <param name="HeardOf">When the silence began (UTC): at the newest delivery, or when the source was first configured.</param>
/// <param name="SilenceAfter">The maximum silence, or null.</param>
/// <param name="Overdue">By how much the silence exceeds the maximum, negative if it does not; null without that setting.</param>
/// <param name="Activity">What the instances have seen of it.</param>
internal sealed record SourceStatus(
    string Name, string Provider, int Secrets, DateTimeOffset? LastEventAt, [property: JsonIgnore] DateTimeOffset HeardOf,
    TimeSpan? SilenceAfter, [property: JsonIgnore] TimeSpan? Overdue, [property: JsonIgnore] SourceActivity Activity)
{
    /// <summary>Whether the source has been silent for as long as <see cref="SilenceAfter"/> or longer.</summary>
    public bool Silent => Overdue >= TimeSpan.Zero;
}
