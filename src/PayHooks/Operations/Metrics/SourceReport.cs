using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Operations.Metrics;

/// <summary>
/// How each source stands, as the ledger tells it, so that a restart forgets nothing: its newest events and their deliveries.
/// </summary>
internal sealed class SourceReport(IEventLedger ledger, SourceCatalog sources, PayHooksOptions options, RecentMetrics figures, TimeProvider time)
{
    /// <summary>How many of a source's newest events are looked at; a repeat of an older one is not seen.</summary>
    public const int Events = 50;

    /// <summary>How long the newest secret may match nothing, while an older one does, before that is told.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(1);

    /// <summary>Every configured source by name, and those whose settings are wrong.</summary>
    public async ValueTask<SourceStates> ReadAsync(CancellationToken cancellationToken)
    {
        List<SourceState> states = [];
        foreach (var source in sources.All)
        {
            states.Add(await ReadAsync(source, cancellationToken));
        }

        // What cannot be read from the settings is wanted all the same.
        var broken = options.Errors.Select(problem => problem.Source).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(name => states.TrueForAll(state => state.Name != name))
            .Select(name => new SourceState(name, null, 0, null, null, false, null, false, null, ProblemOf(name)));
        return new SourceStates([.. states.Concat(broken).OrderBy(state => state.Name, StringComparer.Ordinal)]);
    }

    /// <summary>One source.</summary>
    public async ValueTask<SourceState> ReadAsync(Source source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var settings = source.Settings;
        var newest = await ledger.ListAsync(new EventQuery { Source = settings.Name, Limit = Events }, cancellationToken);
        DeliveryEntry[] deliveries = [.. newest.Events.SelectMany(record => record.DeliveryLog)];
        var last = deliveries.MaxBy(delivery => delivery.At);

        // Of an unreadable delivery the record alone tells.
        DateTimeOffset? lastAt = newest.Events.Select(record => (DateTimeOffset?)record.ReceivedAt).Append(last?.At).Max();
        var now = time.GetUtcNow();
        return new SourceState(
            settings.Name, settings.Provider, settings.Secrets.Count, lastAt, last?.SecretIndex,
            StillOldSecret(deliveries.Where(delivery => now - delivery.At < Rotation), settings.Secrets.Count), settings.SilenceAfter,
            settings.SilenceAfter is { } limit && now - (lastAt ?? figures.Since) >= limit,
            deliveries.Where(delivery => delivery.Conflict).Select(delivery => (DateTimeOffset?)delivery.At).Max(), ProblemOf(settings.Name));
    }

    // The last secret is the newest. An index that no secret has any more was another secret's.
    private static bool StillOldSecret(IEnumerable<DeliveryEntry> recent, int secrets)
    {
        int[] matched = [.. recent.Select(delivery => delivery.SecretIndex).OfType<int>().Distinct()];
        return matched.Any(index => index < secrets - 1) && !matched.Contains(secrets - 1);
    }

    private string? ProblemOf(string source) =>
        options.Errors.Concat(options.Warnings).FirstOrDefault(problem => problem.Source == source)?.ToString();
}

/// <summary>The sources.</summary>
/// <param name="Sources">By name.</param>
internal sealed record SourceStates(IReadOnlyList<SourceState> Sources);

/// <summary>How a source stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider, or null when the settings do not tell.</param>
/// <param name="Secrets">How many secrets it has.</param>
/// <param name="LastDeliveryAt">When the last genuine delivery came, as far as the newest events tell; null when no event is kept.</param>
/// <param name="SecretIndex">Which secret it matched, from 0; null when it needed none.</param>
/// <param name="OldSecret">Whether in the last day an older secret has matched and the newest, the last one, has not.</param>
/// <param name="SilenceAfter">How long a silence is tolerated, or null.</param>
/// <param name="Silent">Whether it is silent for longer.</param>
/// <param name="LastConflictAt">
/// When a delivery last contradicted the first one of its event, as far as the newest events show it; null when none did.
/// </param>
/// <param name="Problem">What is wrong with its settings and how to fix it, or null; never a secret.</param>
internal sealed record SourceState(
    string Name, string? Provider, int Secrets, DateTimeOffset? LastDeliveryAt, int? SecretIndex, bool OldSecret,
    TimeSpan? SilenceAfter, bool Silent, DateTimeOffset? LastConflictAt, string? Problem);
