using PayHooks.Configuration;

namespace PayHooks.Operations;

/// <summary>
/// The most recent rejected deliveries, for diagnosing webhooks that do not arrive. In memory, for this process only, and never more than
/// <see cref="Kept"/>.
/// </summary>
internal sealed class RejectedDeliveries(TimeProvider time)
{
    /// <summary>The maximum number of entries.</summary>
    public const int Kept = 500;

    private readonly Lock gate = new();
    private readonly RejectedDelivery[] ring = new RejectedDelivery[Kept];
    private long count;

    /// <summary>When recording started.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Adds an entry with the current time.</summary>
    public void Add(RejectedDelivery refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var dated = refusal with { At = time.GetUtcNow() };
        lock (gate)
        {
            ring[count++ % Kept] = dated;
        }
    }

    /// <summary>The most recent entries, newest first.</summary>
    /// <param name="source">Only this source, or null for all.</param>
    /// <param name="limit">The maximum number of entries.</param>
    public IReadOnlyList<RejectedDelivery> Newest(string? source, int limit)
    {
        var found = new List<RejectedDelivery>();
        lock (gate)
        {
            for (var at = count - 1; at >= Math.Max(0, count - Kept) && found.Count < limit; at--)
            {
                if (source is null || ring[at % Kept].Source == source)
                {
                    found.Add(ring[at % Kept]);
                }
            }
        }

        return found;
    }

    /// <summary>The part of a name in a URL that is valid in a source name (<c>[a-z0-9_]{1,40}</c>); null if nothing is.</summary>
    public static string? Sanitise(string? name)
    {
        var kept = new string([.. (name ?? "").ToLowerInvariant().Where(SourceName.IsAllowed).Take(SourceName.MaxLength)]);
        return kept.Length > 0 ? kept : null;
    }
}

/// <summary>A rejected delivery. Never contains a body, header, signature or secret.</summary>
/// <param name="Source">The configured name, or null when there is no such source.</param>
/// <param name="Status">The HTTP status of the response.</param>
/// <param name="Reason">The reason, in snake case.</param>
/// <param name="Detail">The reason as a sentence, or the sanitized unknown name; null if there is neither.</param>
/// <param name="RemoteAddress">The remote address of the connection, as text.</param>
/// <param name="Bytes">Size of the body, as far as it was read; null if it was not read.</param>
internal sealed record RejectedDelivery(string? Source, int Status, string Reason, string? Detail, string? RemoteAddress, long? Bytes)
{
    /// <summary>When it was rejected.</summary>
    public DateTimeOffset At { get; init; }
}
