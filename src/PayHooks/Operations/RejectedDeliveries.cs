using PayHooks.Configuration;

namespace PayHooks.Operations;

/// <summary>
/// The last deliveries that were not accepted: where a team looks when webhooks do not arrive. In memory, of this process
/// alone, and never more than <see cref="Kept"/>.
/// </summary>
internal sealed class RejectedDeliveries(TimeProvider time)
{
    /// <summary>How many are remembered.</summary>
    public const int Kept = 500;

    private readonly Lock gate = new();
    private readonly RejectedDelivery[] ring = new RejectedDelivery[Kept];
    private long count;

    /// <summary>Since when refusals are remembered.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Remembers one, at the present time.</summary>
    public void Add(RejectedDelivery refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var dated = refusal with { At = time.GetUtcNow() };
        lock (gate)
        {
            ring[count++ % Kept] = dated;
        }
    }

    /// <summary>The last ones, newest first.</summary>
    /// <param name="source">Only of this source, or null for all.</param>
    /// <param name="limit">How many at most.</param>
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

    /// <summary>A name from a URL as far as it could name a source (<c>[a-z0-9_]{1,40}</c>), or null when nothing of it could.</summary>
    public static string? Sanitise(string? name)
    {
        var kept = new string([.. (name ?? "").ToLowerInvariant().Where(SourceName.IsAllowed).Take(SourceName.MaxLength)]);
        return kept.Length > 0 ? kept : null;
    }
}

/// <summary>A delivery that was not accepted. Never a body, a header, a signature or a secret.</summary>
/// <param name="Source">The configured name, or null when there is no such source.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Reason">Why, in snake case.</param>
/// <param name="Detail">The same in a sentence, or what is known of an unknown name; null for nothing.</param>
/// <param name="RemoteAddress">The other end of the connection, as text.</param>
/// <param name="Bytes">Size of the body, as far as it was read; null when it was not.</param>
internal sealed record RejectedDelivery(string? Source, int Status, string Reason, string? Detail, string? RemoteAddress, long? Bytes)
{
    /// <summary>When it was refused.</summary>
    public DateTimeOffset At { get; init; }
}
