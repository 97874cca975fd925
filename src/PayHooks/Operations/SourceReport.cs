using System.Text.Json.Serialization;
using PayHooks.Captures;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>The status of each source, including the secret that its newest deliveries matched.</summary>
internal sealed class SourceReport(
    SourceStatusReader statuses, RunningCaptures captures, PayHooksOptions options, TimeProvider time, IEnumerable<ISourceProblems> others)
{
    /// <summary>How long deliveries may match only an older secret before this is reported.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(1);

    /// <summary>All configured sources by name, including those with invalid settings.</summary>
    public async ValueTask<SourceStates> ReadAsync(CancellationToken cancellationToken)
    {
        List<SourceState> states = [.. (await statuses.ReadAsync(cancellationToken)).Select(Of)];
        foreach (var one in others)
        {
            var problems = await one.ReadAsync(cancellationToken);
            states = [.. states.Select(state => state.Problem is null && problems.GetValueOrDefault(state.Name) is { } problem
                ? state with { Problem = problem, IsAtProvider = true }
                : state)];
        }

        for (var i = 0; i < states.Count; i++)
        {
            states[i] = states[i] with { CaptureUntil = await captures.EndOfAsync(states[i].Name) };
        }

        // Include sources whose configuration is invalid.
        var broken = options.Errors.Select(problem => problem.Source).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(name => states.TrueForAll(state => state.Name != name))
            .Select(name => new SourceState(name, null, 0, null, null, false, null, false, null, null, ProblemOf(name)));
        return new SourceStates([.. states.Concat(broken).OrderBy(state => state.Name, StringComparer.Ordinal)]);
    }

    private SourceState Of(SourceStatus status)
    {
        var seen = status.Activity;
        return new SourceState(
            status.Name, status.Provider, status.Secrets, seen.LastDeliveryAt, LastSecretOf(seen), StillOldSecret(seen, status.Secrets),
            status.SilenceAfter, status.Silent, seen.LastConflictAt, seen.LastRejectedAt, ProblemOf(status.Name));
    }

    private static int? LastSecretOf(SourceActivity seen)
    {
        for (var index = seen.SecretMatchedAt.Count - 1; index >= 0; index--)
        {
            if (seen.SecretMatchedAt[index] is { } at && at >= seen.LastDeliveryAt)
            {
                return index;
            }
        }

        return null;
    }

    // The last secret is the newest. An index out of range refers to a secret that has been removed.
    private bool StillOldSecret(SourceActivity seen, int secrets)
    {
        var since = time.GetUtcNow() - Rotation;
        var matchesNewest = seen.SecretMatchedAt.ElementAtOrDefault(secrets - 1) > since;
        return !matchesNewest && seen.SecretMatchedAt.Take(secrets - 1).Any(at => at > since);
    }

    private string? ProblemOf(string source) =>
        options.Errors.Concat(options.Warnings).FirstOrDefault(problem => problem.Source == source)?.ToString();
}

/// <summary>The sources.</summary>
/// <param name="Sources">The sources, ordered by name.</param>
internal sealed record SourceStates(IReadOnlyList<SourceState> Sources);

/// <summary>The status of a source, as the API shows it.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Provider">The provider, or null if the settings do not specify it.</param>
/// <param name="Secrets">The number of secrets.</param>
/// <param name="LastDeliveryAt">When the newest genuine delivery arrived, including duplicates; null if unknown.</param>
/// <param name="SecretIndex">The zero-based index of the secret that the newest delivery matched; null if none was needed.</param>
/// <param name="OldSecret">Whether, in the last day, deliveries matched an older secret but not the newest, which is the last one.</param>
/// <param name="SilenceAfter">The maximum silence, or null.</param>
/// <param name="Silent">Whether the source has been silent for longer than that.</param>
/// <param name="LastConflictAt">When a delivery last contradicted the first delivery of its event; null if none did.</param>
/// <param name="LastRejectedAt">When a delivery was last rejected; null if none was.</param>
/// <param name="Problem">
/// What is wrong with its settings, its API or its endpoint at the provider, and the fix; null if nothing. Never contains a secret.
/// </param>
internal sealed record SourceState(
    string Name, string? Provider, int Secrets, DateTimeOffset? LastDeliveryAt, int? SecretIndex, bool OldSecret,
    TimeSpan? SilenceAfter, bool Silent, DateTimeOffset? LastConflictAt, DateTimeOffset? LastRejectedAt, string? Problem)
{
    /// <summary>Whether the problem is at the provider, not in the settings.</summary>
    [JsonIgnore]
    public bool IsAtProvider { get; init; }

    /// <summary>Until when its rejected deliveries are captured; null if they are not.</summary>
    public DateTimeOffset? CaptureUntil { get; init; }
}
