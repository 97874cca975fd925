using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>The status of each source, with the secret that its newest deliveries matched.</summary>
internal sealed class SourceReport(SourceStatusReader statuses, SourceCatalog sources, PayHooksOptions options, TimeProvider time)
{
    /// <summary>How long the newest secret may match nothing, while an older one does, before it is reported.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(1);

    /// <summary>Every configured source by name, and those whose settings are wrong.</summary>
    public async ValueTask<SourceStates> ReadAsync(CancellationToken cancellationToken)
    {
        List<SourceState> states = [];
        foreach (var source in sources.All)
        {
            states.Add(await ReadAsync(source, cancellationToken));
        }

        // Include sources whose configuration is invalid.
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
        var newest = await statuses.NewestAsync(settings, SourceStatusReader.Events, cancellationToken);
        DeliveryEntry[] deliveries = [.. newest.SelectMany(record => record.DeliveryLog)];
        var (status, now) = (statuses.Of(settings, newest), time.GetUtcNow());
        return new SourceState(
            settings.Name, settings.Provider, settings.Secrets.Count, status.LastDeliveryAt,
                deliveries.MaxBy(delivery => delivery.At)?.SecretIndex,
            StillOldSecret(deliveries.Where(delivery => now - delivery.At < Rotation), settings.Secrets.Count), settings.SilenceAfter,
            status.Silent, deliveries.Where(delivery => delivery.Conflict).Select(delivery => (DateTimeOffset?)delivery.At).Max(),
            ProblemOf(settings.Name));
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

/// <summary>The status of a source, as the API shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider, or null when the settings do not say.</param>
/// <param name="Secrets">How many secrets it has.</param>
/// <param name="LastDeliveryAt">When its newest genuine delivery arrived, a repeat or not; null if none is known.</param>
/// <param name="SecretIndex">Which secret the newest delivery in the ledger matched, from 0; null if it needed none.</param>
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
