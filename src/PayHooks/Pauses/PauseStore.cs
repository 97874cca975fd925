using PayHooks.Storage;

namespace PayHooks.Pauses;

/// <summary>
/// The pauses, in the rows that all instances share. A row stays after the end of its pause until the waiting events have been requeued.
/// </summary>
internal sealed class PauseStore(IStateStore store)
{
    private const string Partition = "pause";

    /// <summary>All pauses, including those whose events are being requeued.</summary>
    public async ValueTask<IReadOnlyList<PauseRow>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAllAsync(Partition, after: null, cancellationToken)).Select(PauseRow.Of)];

    /// <summary>Finds a pause; null if there is none.</summary>
    public async ValueTask<PauseRow?> FindAsync(PauseKind kind, string name, CancellationToken cancellationToken) =>
        await store.FindAsync(Partition, Pause.KeyOf(kind, name), cancellationToken) is { } row ? PauseRow.Of(row) : null;

    /// <summary>Writes a pause, whether or not there is one.</summary>
    public async ValueTask WriteAsync(Pause pause, CancellationToken cancellationToken) =>
        await store.WriteAsync(Partition, pause.Key, pause.ToJson(), StateRow.AnyTag, cancellationToken);

    /// <summary>Changes a pause; null if somebody else changed it first.</summary>
    public async ValueTask<PauseRow?> ChangeAsync(PauseRow row, Pause changed, CancellationToken cancellationToken) =>
        await store.WriteAsync(Partition, changed.Key, changed.ToJson(), row.Tag, cancellationToken) is { } written
            ? new PauseRow(changed, written.Tag)
            : null;

    /// <summary>Removes a pause whose events have been requeued, unless it was changed.</summary>
    public async ValueTask RemoveAsync(PauseRow row, CancellationToken cancellationToken) =>
        await store.DeleteAsync(Partition, row.Pause.Key, row.Tag, cancellationToken);
}
