using System.Globalization;
using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Reconciliation;

/// <summary>Stores how far each source is reconciled, and the reports of its last runs.</summary>
internal sealed class ReconcileStore(IStateStore store)
{
    /// <summary>The number of runs of a source whose reports are kept.</summary>
    public const int KeptRuns = 20;

    private const string Partition = "watermark";
    private const int MostItems = 100;

    /// <summary>Reads the states of all sources, by name.</summary>
    public async ValueTask<IReadOnlyDictionary<string, ReconcileState>> ListAsync(CancellationToken cancellationToken) =>
        (await store.ListAllAsync(Partition, after: null, cancellationToken))
            .ToDictionary(row => row.Key, StateOf, StringComparer.Ordinal);

    /// <summary>Reads the state of a source, with the tag that a write needs.</summary>
    public async ValueTask<(ReconcileState State, string? Tag)> FindAsync(string source, CancellationToken cancellationToken) =>
        await store.FindAsync(Partition, source, cancellationToken) is { } row ? (StateOf(row), row.Tag) : (new ReconcileState(), null);

    /// <summary>Writes the state of a source; false if another run has written it since it was read.</summary>
    public async ValueTask<bool> WriteAsync(string source, ReconcileState state, string? tag, CancellationToken cancellationToken) =>
        await store.WriteAsync(
            Partition, source, JsonSerializer.SerializeToUtf8Bytes(state, ReconcileJson.Default.ReconcileState), tag, cancellationToken)
            is not null;

    /// <summary>Stores the report of a run in place of the oldest one. It has no time of its own, so no wrong clock decides what is
    /// kept.</summary>
    public async ValueTask AddAsync(ReconcileRun run, CancellationToken cancellationToken)
    {
        var kept = run with
        {
            Items = [.. run.Items.Take(MostItems)],
            OmittedItems = run.OmittedItems + Math.Max(0, run.Items.Count - MostItems),
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(kept, ReconcileJson.Default.ReconcileRun);
        while (json.Length > StateRow.MaxBytes && kept.Items.Count > 0)
        {
            var half = kept.Items.Count / 2;
            kept = kept with { Items = [.. kept.Items.Take(half)], OmittedItems = kept.OmittedItems + kept.Items.Count - half };
            json = JsonSerializer.SerializeToUtf8Bytes(kept, ReconcileJson.Default.ReconcileRun);
        }

        var slot = (run.Number % KeptRuns).ToString("00", CultureInfo.InvariantCulture);
        await store.WriteAsync(RunsOf(run.Source), slot, json, StateRow.AnyTag, cancellationToken);
    }

    /// <summary>Reads the reports of a source's last runs, newest first.</summary>
    public async ValueTask<IReadOnlyList<ReconcileRun>> ListRunsAsync(string source, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(RunsOf(source), null, KeptRuns, cancellationToken))
            .Select(row => JsonSerializer.Deserialize(row.Value.Span, ReconcileJson.Default.ReconcileRun)!)
            .OrderByDescending(run => run.Number)];

    private static string RunsOf(string source) => $"reconciled:{source}";

    private static ReconcileState StateOf(StateRow row) =>
        JsonSerializer.Deserialize(row.Value.Span, ReconcileJson.Default.ReconcileState) ?? new ReconcileState();
}
