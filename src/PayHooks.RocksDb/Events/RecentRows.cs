namespace PayHooks.RocksDb.Events;

/// <summary>
/// Caches rows changed by the batch, which the database does not show yet, and rows of events being processed, so that their next change
/// needs no read. Used by the writer's thread only.
/// </summary>
internal sealed class RecentRows
{
    // More rows than a batch changes, so that a batch's rows always fit in the two generations.
    private const int Most = 2048;

    private readonly List<EventIdKey> over = [];
    private Dictionary<EventIdKey, EventRow> young = [];
    private Dictionary<EventIdKey, EventRow> old = [];

    /// <summary>Returns a row; null if it is not cached.</summary>
    public EventRow? Find(EventIdKey id) => young.TryGetValue(id, out var row) || old.TryGetValue(id, out row) ? row : null;

    /// <summary>Caches a row as changed by the batch.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="row">The row.</param>
    /// <param name="isOver">Whether no further change is expected; the row is then dropped after the batch.</param>
    public void Set(EventIdKey id, EventRow row, bool isOver)
    {
        young[id] = row;
        if (isOver)
        {
            over.Add(id);
        }
    }

    /// <summary>Called after the batch was written and the database shows it.</summary>
    public void Written()
    {
        foreach (var id in over)
        {
            young.Remove(id);
            old.Remove(id);
        }

        over.Clear();
        if (young.Count > Most)
        {
            (young, old) = (old, young);
            young.Clear();
        }
    }
}
