using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace PayHooks.Storage;

/// <summary>
/// The end of a page of a newest-first list: the time and the id of its last record. Lists are ordered by time, newest first, and records
/// with the same time by ascending id.
/// </summary>
/// <param name="ReceivedAt">When the last record of the page was received.</param>
/// <param name="Id">The last record's id.</param>
internal readonly record struct EventCursor(DateTimeOffset ReceivedAt, string Id)
{
    private const int LongestId = 100;

    /// <summary>Creates the cursor after a record.</summary>
    public static EventCursor After(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new EventCursor(record.ReceivedAt, record.Id);
    }

    /// <summary>Whether a record comes after the cursor.</summary>
    public bool IsBefore(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.ReceivedAt < ReceivedAt || (record.ReceivedAt == ReceivedAt && string.CompareOrdinal(record.Id, Id) > 0);
    }

    /// <summary>Parses a cursor sent by a client; null stays null.</summary>
    /// <exception cref="BadCursorException">The text was not written by <see cref="ToString"/>.</exception>
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

        // Base64 can encode the same bytes in several ways (whitespace, spare bits); only ours is valid.
        return cursor.ToString() == text ? cursor : throw new BadCursorException();
    }

    /// <summary>The cursor as sent to clients: <c>[A-Za-z0-9_-]</c>.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(Id)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ReceivedAt.UtcTicks);
        Encoding.UTF8.GetBytes(Id, bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }
}
