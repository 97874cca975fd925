using System.Text.Json.Serialization;

namespace PayHooks.Reconciliation;

/// <summary>The report of a run: returned by the API, and stored.</summary>
internal sealed record ReconcileRun
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The number of the run, from 1; the reports of the last runs are stored.</summary>
    public long Number { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public DateTime EndedAt { get; init; }

    /// <summary>The start of the window (UTC); null if one payment was looked up.</summary>
    public DateTime? Since { get; init; }

    /// <summary>The end of the window (UTC); null if one payment was looked up.</summary>
    public DateTime? Until { get; init; }

    /// <summary>The payment that was looked up, or null.</summary>
    public string? Payment { get; init; }

    /// <summary>Whether nothing was enqueued.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether the window was that of the daily deep run.</summary>
    public bool Deep { get; init; }

    /// <summary>Whether deliveries were read, and asked for again, instead of a list of what happened.</summary>
    public bool Redelivery { get; init; }

    /// <summary>The number of items compared: the sum of the following.</summary>
    public int Checked { get; init; }

    /// <summary>Items that were known.</summary>
    public int Matched { get; init; }

    /// <summary>Missing items whose webhook may still come.</summary>
    public int Pending { get; init; }

    /// <summary>Missing items that were enqueued, or asked for again.</summary>
    public int Missed { get; init; }

    /// <summary>Items whose state or amount differs, and payments that the provider does not know.</summary>
    public int Conflicts { get; init; }

    /// <summary>Items that could not be compared or recovered.</summary>
    public int Failed { get; init; }

    /// <summary>The number of requests to the provider's API.</summary>
    public int Requests { get; init; }

    /// <summary>Whether the whole window was read.</summary>
    public bool Complete { get; init; }

    /// <summary>Why the run ended before the end of its window and what happens next; null if it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>The items that did not simply match, first those found first.</summary>
    public IReadOnlyList<ReconcileItem> Items { get; init; } = [];

    /// <summary>How many more there were.</summary>
    public int OmittedItems { get; init; }
}

/// <summary>The source's reconciliation, as the API shows it.</summary>
internal sealed record ReconcileStatus
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>How often it is reconciled; null if only on request.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Everything before this time has been compared (UTC); null before the first run.</summary>
    public DateTime? Watermark { get; init; }

    /// <summary>No request is sent before this time (UTC); null if nothing is delayed.</summary>
    public DateTime? RetryAt { get; init; }

    /// <summary>Why the API cannot be used and what to do; null if it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The last runs, newest first.</summary>
    public IReadOnlyList<ReconcileRun> Runs { get; init; } = [];
}

/// <summary>The sources that have an API.</summary>
/// <param name="Sources">The sources.</param>
internal sealed record ReconcileStatuses(IReadOnlyList<ReconcileStatus> Sources);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReconcileRun))]
[JsonSerializable(typeof(ReconcileStatuses))]
[JsonSerializable(typeof(ReconcileState))]
internal sealed partial class ReconcileJson : JsonSerializerContext;
