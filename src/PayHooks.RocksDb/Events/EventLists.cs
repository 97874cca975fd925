using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>Updates the lists and search terms of events when their records change.</summary>
internal sealed class EventLists(WriteBatch changes)
{
    /// <summary>Adds an event to its lists.</summary>
    public void Add(EventIdKey id, long number, EventRecord record, long[] terms)
    {
        Span<byte> key = stackalloc byte[ListKey.Length];
        if (record.IsTombstone)
        {
            changes.Put(Family.Lists, ListKey.WriteTombstone(key, record.ReceivedAt, id), []);
            return;
        }

        Put(key, ListKind.All, 0, id, number, record);
        Put(key, ListKind.Source, StableHash.Of(record.Source), id, number, record);
        Put(key, ListKind.Type, StableHash.Of(record.Facts.Type), id, number, record);
        Put(key, ListKind.SourceAndType, StableHash.Of(record.Source, record.Facts.Type), id, number, record);
        if (StateOf(record) is var (kind, about))
        {
            Put(key, kind, about, id, number, record);
        }

        foreach (var term in terms)
        {
            changes.Put(Family.Terms, SearchTerms.Key(key, term, number), []);
        }
    }

    /// <summary>Removes an event from its lists.</summary>
    public void Remove(EventIdKey id, long number, EventRecord record)
    {
        Span<byte> key = stackalloc byte[ListKey.Length];
        if (record.IsTombstone)
        {
            changes.Delete(Family.Lists, ListKey.WriteTombstone(key, record.ReceivedAt, id));
            return;
        }

        Delete(key, ListKind.All, 0, id, number, record);
        Delete(key, ListKind.Source, StableHash.Of(record.Source), id, number, record);
        Delete(key, ListKind.Type, StableHash.Of(record.Facts.Type), id, number, record);
        Delete(key, ListKind.SourceAndType, StableHash.Of(record.Source, record.Facts.Type), id, number, record);
        if (StateOf(record) is var (kind, about))
        {
            Delete(key, kind, about, id, number, record);
        }

        foreach (var term in SearchTerms.Hashes(record))
        {
            changes.Delete(Family.Terms, SearchTerms.Key(key, term, number));
        }
    }

    /// <summary>Updates the lists of an event whose record has changed.</summary>
    public void Change(EventIdKey id, long number, EventRecord from, EventRecord to)
    {
        if (!HasSameFacts(from, to))
        {
            Remove(id, number, from);
            Add(id, number, to, SearchTerms.Hashes(to));
            return;
        }

        var (before, after) = (StateOf(from), StateOf(to));
        if (before != after && !to.IsTombstone)
        {
            Span<byte> key = stackalloc byte[ListKey.Length];
            if (before is var (oldKind, oldAbout))
            {
                Delete(key, oldKind, oldAbout, id, number, from);
            }

            if (after is var (newKind, newAbout))
            {
                Put(key, newKind, newAbout, id, number, to);
            }
        }
    }

    // The list of the event's status or, if completed, of its outcome.
    private static (ListKind Kind, long About)? StateOf(EventRecord record) => record switch
    {
        { Status: not EventStatus.Completed, IsBodyGone: false } => (ListKind.Open, (long)record.Status),
        { Outcome: { } outcome and not EventOutcome.Handled } => (ListKind.Outcome, (long)outcome),
        _ => null,
    };

    // Everything that lists and terms depend on, except status and outcome.
    private static bool HasSameFacts(EventRecord a, EventRecord b) =>
        a.IsTombstone == b.IsTombstone && a.ErasedAt is null == b.ErasedAt is null && a.ReceivedAt == b.ReceivedAt && a.Source == b.Source
        && a.Facts.Type == b.Facts.Type && a.Facts.ProviderEventId == b.Facts.ProviderEventId && a.Facts.Resource == b.Facts.Resource
        && a.Facts.Subject == b.Facts.Subject;

    private void Put(Span<byte> key, ListKind kind, long about, EventIdKey id, long number, EventRecord record) =>
        changes.Put(Family.Lists, ListKey.Write(key, kind, about, record.ReceivedAt, id, number), []);

    private void Delete(Span<byte> key, ListKind kind, long about, EventIdKey id, long number, EventRecord record) =>
        changes.Delete(Family.Lists, ListKey.Write(key, kind, about, record.ReceivedAt, id, number));
}
