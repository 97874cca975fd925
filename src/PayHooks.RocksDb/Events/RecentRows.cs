namespace PayHooks.RocksDb.Events;

/// <summary>
/// The rows that the batch has changed, which the database does not show yet, and those of events that are being worked on: their next
/// change needs no read. Belongs to the writer's thread.
/// </summary>
internal sealed class RecentRows
{
    // More than a batch changes, so that its rows are in one of the two generations.
    private const int Most = 2048;

    private readonly List<EventIdKey> over = [];
    private Dictionary<EventIdKey, EventRow> young = [];
    private Dictionary<EventIdKey, EventRow> old = [];

    /// <summary>A row; null when it has to be read.</summary>
    public EventRow? Find(EventIdKey id) => young.TryGetValue(id, out var row) || old.TryGetValue(id, out row) ? row : null;

    /// <summary>Remembers a row as the batch leaves it.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="row">The row.</param>
    /// <param name="isOver">Whether it is not expected to change again: then it is forgotten after the batch.</param>
    public void Set(EventIdKey id, EventRow row, bool isOver)
    {
        young[id] = row;
        if (isOver)
        {
            over.Add(id);
        }
    }

    /// <summary>The batch was written: the database shows all of it.</summary>
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
