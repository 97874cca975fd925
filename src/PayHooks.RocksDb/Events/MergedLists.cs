using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb.Events;

/// <summary>Iterates over several lists as if they were one: in page order, as of one moment. No event is in two of them.</summary>
internal sealed class MergedLists : IDisposable
{
    private readonly List<KeyRange> ranges = [];
    private readonly Snapshot snapshot;

    // The ranges that are not at their end, in no order: there are few.
    private readonly List<KeyRange> open = [];
    private KeyRange? first;

    /// <param name="database">The database.</param>
    public MergedLists(Database database) => snapshot = database.Snapshot();

    /// <summary>The number of the current event.</summary>
    public long Number => ListKey.Number(first!.Key);

    /// <summary>Adds the part of a list between two keys.</summary>
    public void Add(Database database, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until) =>
        ranges.Add(database.Range(Family.Lists, from, until, snapshot));

    /// <summary>Moves to the first event; false if there is none.</summary>
    public bool ToFirst()
    {
        open.Clear();
        open.AddRange(ranges.Where(range => range.ToFirst()));
        return FindFirst();
    }

    /// <summary>Moves to the next event; false if there is none.</summary>
    public bool ToNext()
    {
        if (!first!.ToNext())
        {
            open.Remove(first);
        }

        return FindFirst();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var range in ranges)
        {
            range.Dispose();
        }

        ranges.Clear();
        snapshot.Dispose();
    }

    private bool FindFirst()
    {
        first = null;
        foreach (var range in open)
        {
            if (first is null || ListKey.Place(range.Key).SequenceCompareTo(ListKey.Place(first.Key)) < 0)
            {
                first = range;
            }
        }

        return first is not null;
    }
}
