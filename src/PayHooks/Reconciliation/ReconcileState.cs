using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PayHooks.Scheduling;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>How far a source is reconciled: one row, written by the run that holds the source's lease.</summary>
internal sealed record ReconcileState
{
    /// <summary>The longest time for which requests are held back.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    // A timer that fires every five minutes does so a few seconds early or late.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Everything before this time has been compared; null before the first run has finished.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>When the last deep run, or the first run, finished.</summary>
    public DateTimeOffset? DeepAt { get; init; }

    /// <summary>When the last scheduled run began.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>No request before this time; null if nothing is delayed.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How often in a row the provider refused the key.</summary>
    public int Refusals { get; init; }

    /// <summary>Why the API cannot be used and what to do, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Tells whether the key was changed since it was refused; see <see cref="MarkOf"/>.</summary>
    public string? KeyMark { get; init; }

    /// <summary>Where the next run continues, if the last one did not reach the end of its window.</summary>
    public ReconcileProgress? Progress { get; init; }

    /// <summary>Whether the next run need not wait: the last one reached its limit of requests.</summary>
    public bool Continues { get; init; }

    /// <summary>The number of runs so far.</summary>
    public long Runs { get; init; }

    /// <summary>Whether the provider refused the key that the source still has.</summary>
    [JsonIgnore]
    public bool IsRefused => Refusals > 0;

    /// <summary>Whether a scheduled run is due.</summary>
    /// <param name="api">The settings of the source's API.</param>
    /// <param name="now">The time.</param>
    public bool IsDue(ApiSettings api, DateTimeOffset now) =>
        !IsWaiting(api, now)
        && (Continues || LastRunAt is not { } last || last > now + SharedLease.ClockMargin || now - last >= api.Every - Slack
            || HasNewKey(api));

    /// <summary>Whether requests are held back; a changed key is tried at once. A time that a wrong clock wrote does not count.</summary>
    public bool IsWaiting(ApiSettings api, DateTimeOffset now) =>
        RetryAt > now && RetryAt <= now + LongestWait + SharedLease.ClockMargin && !HasNewKey(api);

    /// <summary>Identifies the settings that a refusal is about, without revealing them.</summary>
    public static string MarkOf(ApiSettings api) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{api.Key}\n{api.ClientKey}\n{api.Account}\n{api.Mode}")).AsSpan(0, 4));

    private bool HasNewKey(ApiSettings api) => IsRefused && KeyMark != MarkOf(api);
}

/// <summary>Where an unfinished run continues.</summary>
/// <param name="Window">Its window.</param>
/// <param name="Cursor">The next page; null for the first.</param>
internal sealed record ReconcileProgress(ReconcileWindow Window, string? Cursor);
