namespace PayHooks.RocksDb.Events;

/// <summary>The kinds of event lists.</summary>
internal enum ListKind : byte
{
    /// <summary>All events.</summary>
    All = 0,

    /// <summary>Events of a source.</summary>
    Source = 1,

    /// <summary>Events of a type.</summary>
    Type = 2,

    /// <summary>Events of a source and a type.</summary>
    SourceAndType = 3,

    /// <summary>Events with a status other than completed, excluding erased events.</summary>
    Open = 4,

    /// <summary>Events with an outcome other than handled, which nearly all events have.</summary>
    Outcome = 5,

    /// <summary>Tombstones, oldest first, with the whole id.</summary>
    Tombstone = 6,
}

/// <summary>
/// The key of an event in a list: kind, hash of the list's subject, inverted time, start of the id, number. A page is therefore one range
/// of keys in page order: newest first and, for the same timestamp, by id.
/// </summary>
internal static class ListKey
{
    /// <summary>The length of a key in bytes.</summary>
    public const int Length = PrefixLength + (3 * Keys.NumberLength);

    /// <summary>The length of the prefix that identifies the list.</summary>
    public const int PrefixLength = 1 + Keys.NumberLength;

    /// <summary>Writes a key.</summary>
    /// <param name="buffer">The buffer to write to.</param>
    /// <param name="kind">The list's kind.</param>
    /// <param name="about">The hash of the list's subject.</param>
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

    /// <summary>Writes the first key of a list at or before a time.</summary>
    public static ReadOnlySpan<byte> WriteStart(Span<byte> buffer, ListKind kind, long about, long invertedTime)
    {
        buffer[0] = (byte)kind;
        buffer[1..].Append(about).Append(invertedTime);
        return buffer[..(PrefixLength + Keys.NumberLength)];
    }

    /// <summary>Returns the part of a key that orders the events of a list.</summary>
    public static ReadOnlySpan<byte> Place(ReadOnlySpan<byte> key) => key[PrefixLength..];

    /// <summary>Returns the time in a key.</summary>
    public static long Ticks(ReadOnlySpan<byte> key) => Keys.Inverted(Keys.Number(key[PrefixLength..]));

    /// <summary>Returns the number in a key.</summary>
    public static long Number(ReadOnlySpan<byte> key) => Keys.Number(key[(Length - Keys.NumberLength)..]);

    /// <summary>Writes the key of a tombstone.</summary>
    public static ReadOnlySpan<byte> WriteTombstone(Span<byte> buffer, DateTimeOffset receivedAt, EventIdKey id)
    {
        buffer[0] = (byte)ListKind.Tombstone;
        id.Write(buffer[1..].Append(0).Append(receivedAt.UtcTicks));
        return buffer[..Length];
    }

    /// <summary>Returns the id in the key of a tombstone.</summary>
    public static EventIdKey TombstoneId(ReadOnlySpan<byte> key) => EventIdKey.Read(key[(PrefixLength + Keys.NumberLength)..]);
}
