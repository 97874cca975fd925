using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Messages;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Events;

/// <summary>The writer's view of the ledger.</summary>
internal sealed class EventTable(Database database, WriteBatch changes, Counters counters, WaitingMessages messages)
{
    private readonly EventLists lists = new(changes);
    private readonly RecentRows recent = new();

    /// <summary>Returns an event, including pending changes; null if there is none.</summary>
    public EventRow? Find(EventIdKey id)
    {
        var row = recent.Find(id) ?? EventRow.Find(database, id);
        return row?.Record is null ? null : row;
    }

    /// <summary>Adds an event.</summary>
    /// <param name="id">The event's id, which must be unused.</param>
    /// <param name="record">The event's record.</param>
    /// <param name="json">The record, serialized.</param>
    /// <param name="terms">The hashes of its search terms.</param>
    /// <param name="body">The event's body, or null.</param>
    /// <param name="message">
    /// The taken message that contained the body, already stored under the message's number; otherwise null.
    /// </param>
    public void Insert(EventIdKey id, EventRecord record, byte[] json, long[] terms, ReadOnlyMemory<byte>? body, long? message)
    {
        if (record.IsTombstone)
        {
            PutTombstone(id, record, json);
            return;
        }

        var number = body is not null && message is { } own && TryKeepBody(own) ? own : InsertBody(body);
        PutRecord(id, number, json, isNew: true);
        lists.Add(id, number, record, terms);
        Count(record, 1);
        Remember(id, number, record);
    }

    /// <summary>Changes an event.</summary>
    public void Update(EventIdKey id, EventRow from, EventRecord to) => Update(id, from, to, to.ToJson());

    /// <summary>Changes an event whose record is already serialized.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="from">The current row.</param>
    /// <param name="to">The new record.</param>
    /// <param name="json">The new record, serialized.</param>
    /// <param name="body">A replacement for the current body, or null.</param>
    public void Update(EventIdKey id, EventRow from, EventRecord to, byte[] json, ReadOnlyMemory<byte>? body = null)
    {
        if (to.IsTombstone)
        {
            Remove(id, from);
            PutTombstone(id, to, json);
            return;
        }

        if (from.Record!.IsTombstone)
        {
            Remove(id, from);
            Insert(id, to, json, SearchTerms.Hashes(to), null, null);
            return;
        }

        PutRecord(id, from.Number, json, isNew: false);
        lists.Change(id, from.Number, from.Record, to);
        if (to.IsBodyGone && !from.Record.IsBodyGone)
        {
            DeleteBody(from.Number);
        }
        else if (body is { } other)
        {
            PutBody(from.Number, other.Span);
        }

        Count(from.Record, -1);
        Count(to, 1);
        Remember(id, from.Number, to);
    }

    /// <summary>Moves an event to a new number, so that the files of deleted events around it can be dropped.</summary>
    public void Renumber(EventIdKey id, EventRow row)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        ReadOnlyMemory<byte>? body;
        using (var stored = database.Get(Family.Bodies, Keys.OfNumber(key, row.Number)))
        {
            body = stored.IsFound ? stored.Bytes.ToArray() : null;
        }

        Remove(id, row);
        Insert(id, row.Record!, row.Record!.ToJson(), SearchTerms.Hashes(row.Record), body, null);
    }

    /// <summary>Removes an event and everything that belongs to it. To keep a record of its id, call <see cref="Insert"/>
    /// afterwards.</summary>
    public void Remove(EventIdKey id, EventRow row)
    {
        Span<byte> key = stackalloc byte[EventIdKey.Length];
        lists.Remove(id, row.Number, row.Record!);
        Count(row.Record!, -1);
        changes.Delete(Family.Ids, id.Write(key));
        if (row.Number != 0)
        {
            changes.Delete(Family.Events, Keys.OfNumber(key, row.Number));
            DeleteBody(row.Number);
        }

        recent.Set(id, row with { Record = null }, isOver: true);
    }

    /// <summary>Called after the batch was written.</summary>
    public void Written() => recent.Written();

    private void PutTombstone(EventIdKey id, EventRecord record, byte[] json)
    {
        Span<byte> key = stackalloc byte[EventIdKey.Length];
        Span<byte> none = stackalloc byte[Keys.NumberLength];
        changes.Put(Family.Ids, id.Write(key), Keys.OfNumber(none, 0), json);
        lists.Add(id, 0, record, []);
        recent.Set(id, new EventRow(0, record), isOver: true);
    }

    private void PutRecord(EventIdKey id, long number, byte[] json, bool isNew)
    {
        Span<byte> idKey = stackalloc byte[EventIdKey.Length];
        Span<byte> numberKey = stackalloc byte[Keys.NumberLength];
        var key = Keys.OfNumber(numberKey, number);
        changes.Put(Family.Events, key, json);
        if (isNew)
        {
            changes.Put(Family.Ids, id.Write(idKey), key);
        }
    }

    private long InsertBody(ReadOnlyMemory<byte>? body)
    {
        var number = counters.NextNumber();
        if (body is { } bytes)
        {
            PutBody(number, bytes.Span);
        }

        return number;
    }

    private void PutBody(long number, ReadOnlySpan<byte> body)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        changes.Put(Family.Bodies, Keys.OfNumber(key, number), body);
    }

    // Another event may own the body: the same message, read with another version of the provider's description.
    private bool TryKeepBody(long message)
    {
        var owner = messages.Taken.Find(message)?.Body ?? BodyOwner.None;
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        var isFree = owner == BodyOwner.Message
            || (owner == BodyOwner.Unknown && !database.Contains(Family.Events, Keys.OfNumber(key, message)));
        if (isFree)
        {
            messages.Taken.KeepBody(message);
        }

        return isFree;
    }

    private void DeleteBody(long number)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        changes.Delete(Family.Bodies, Keys.OfNumber(key, number));
    }

    private void Remember(EventIdKey id, long number, EventRecord record) =>
        recent.Set(id, new EventRow(number, record), record.IsFinished);

    private void Count(EventRecord record, int by)
    {
        if (record.IsDeadLetter)
        {
            counters.AddDead(by);
        }
        else if (record.Status == EventStatus.Retrying && !record.IsBodyGone)
        {
            counters.AddRetrying(by);
        }
    }
}
