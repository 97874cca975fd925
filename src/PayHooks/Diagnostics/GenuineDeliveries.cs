using System.Collections.Concurrent;

namespace PayHooks.Diagnostics;

/// <summary>When this process last verified a delivery of each source, including duplicates. Lost on restart.</summary>
internal sealed class GenuineDeliveries(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> newest = new(StringComparer.Ordinal);

    /// <summary>When this process started to record (UTC).</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Records a verified delivery.</summary>
    /// <param name="source">The configured source.</param>
    /// <param name="receivedAt">When the delivery arrived (UTC).</param>
    public void Note(string source, DateTimeOffset receivedAt) =>
        newest.AddOrUpdate(source, static (_, at) => at, static (_, known, at) => known > at ? known : at, receivedAt);

    /// <summary>When the newest delivery of a source arrived (UTC); null if none has since <see cref="Since"/>.</summary>
    public DateTimeOffset? Newest(string source) => newest.TryGetValue(source, out var at) ? at : null;
}
