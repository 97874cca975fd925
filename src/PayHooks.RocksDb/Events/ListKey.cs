namespace PayHooks.RocksDb.Events;

/// <summary>The lists of events.</summary>
internal enum ListKind : byte
{
    /// <summary>All.</summary>
    All = 0,

    /// <summary>Of a source.</summary>
    Source = 1,

    /// <summary>Of a type.</summary>
    Type = 2,

    /// <summary>Of a source and a type.</summary>
    SourceAndType = 3,

    /// <summary>Of a status, except completed; erased events are not in it.</summary>
    Open = 4,

    /// <summary>Of an outcome, except handled, which nearly all events have.</summary>
    Outcome = 5,

    /// <summary>What pruning left, oldest first, with the whole id.</summary>
    Tombstone = 6,
}

/// <summary>
/// The key of an event in a list: kind, hash of what the list is about, inverted time, start of the id, number. So a page is one
/// stretch of keys, in the order of pages: newest first, and within one instant by id.
/// </summary>
internal static class ListKey
{
    /// <summary>The length of a key.</summary>
    public const int Length = PrefixLength + (3 * Keys.NumberLength);

    /// <summary>The length of what names the list.</summary>
    public const int PrefixLength = 1 + Keys.NumberLength;

    /// <summary>Writes a key.</summary>
    /// <param name="buffer">Where.</param>
    /// <param name="kind">The list's kind.</param>
    /// <param name="about">What it is about, hashed.</param>
    /// <param name="receivedAt">The event's time.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="number">The event's number.</param>
    public static ReadOnlySpan<byte> Write(
        Span<byte> buffer, ListKind kind, long about, DateTimeOffset receivedAt, EventIdKey id, long number)
    {
        buffer[0] = (byte)kind;
        buffer[1..].Append(about).Append(Keys.Inverted(receivedAt.UtcTicks)).Append((long)id.High).Append(number);
        return buffer[..Length];
    }

    /// <summary>Writes the first key of a list that is not above a time.</summary>
    public static ReadOnlySpan<byte> WriteStart(Span<byte> buffer, ListKind kind, long about, long invertedTime)
    {
        buffer[0] = (byte)kind;
        buffer[1..].Append(about).Append(invertedTime);
        return buffer[..(PrefixLength + Keys.NumberLength)];
    }

    /// <summary>The time in a key.</summary>
    public static long Ticks(ReadOnlySpan<byte> key) => Keys.Inverted(Keys.Number(key[PrefixLength..]));

    /// <summary>The number in a key.</summary>
    public static long Number(ReadOnlySpan<byte> key) => Keys.Number(key[(Length - Keys.NumberLength)..]);

    /// <summary>Writes the key of a tombstone.</summary>
    public static ReadOnlySpan<byte> WriteTombstone(Span<byte> buffer, DateTimeOffset receivedAt, EventIdKey id)
    {
        buffer[0] = (byte)ListKind.Tombstone;
        id.Write(buffer[1..].Append(0).Append(receivedAt.UtcTicks));
        return buffer[..Length];
    }

    /// <summary>The id in the key of a tombstone.</summary>
    public static EventIdKey TombstoneId(ReadOnlySpan<byte> key) => EventIdKey.Read(key[(PrefixLength + Keys.NumberLength)..]);
}
