using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace PayHooks.Storage;

/// <summary>
/// Where a page of a newest-first listing ended: the time and the id of its last record. Lists are ordered by time, newest
/// first, and within one instant by id, ascending.
/// </summary>
/// <param name="ReceivedAt">When the last record of the page was received.</param>
/// <param name="Id">The last record's id.</param>
internal readonly record struct EventCursor(DateTimeOffset ReceivedAt, string Id)
{
    private const int LongestId = 100;

    /// <summary>The cursor that ends with a record.</summary>
    public static EventCursor After(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new EventCursor(record.ReceivedAt, record.Id);
    }

    /// <summary>Whether a record comes behind the cursor.</summary>
    public bool IsBefore(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.ReceivedAt < ReceivedAt || (record.ReceivedAt == ReceivedAt && string.CompareOrdinal(record.Id, Id) > 0);
    }

    /// <summary>Reads a cursor that a client sent back; null stays null.</summary>
    /// <exception cref="BadCursorException"><see cref="ToString"/> did not write it.</exception>
    public static EventCursor? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long) + LongestId];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length <= sizeof(long))
        {
            throw new BadCursorException();
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var id = bytes[sizeof(long)..length];
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks
            || id.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0)
        {
            throw new BadCursorException();
        }

        var cursor = new EventCursor(new DateTimeOffset(ticks, TimeSpan.Zero), Encoding.ASCII.GetString(id));

        // Base64 has several spellings of the same bytes (blanks, spare bits); only ours is a cursor.
        return cursor.ToString() == text ? cursor : throw new BadCursorException();
    }

    /// <summary>The cursor as clients see it: <c>[A-Za-z0-9_-]</c>.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(Id)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ReceivedAt.UtcTicks);
        Encoding.UTF8.GetBytes(Id, bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }
}
