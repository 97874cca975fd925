using System.Globalization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AzureStorage;

/// <summary>The keys of all tables of events. They must never change, or stored events could no longer be found.</summary>
internal static class TableKeys
{
    /// <summary>The lower bound of rows of events in the key table.</summary>
    public const string FirstEvent = "e:";

    /// <summary>The upper bound of rows of events in the key table.</summary>
    public const string AfterLastEvent = "e;";

    private const int TimeDigits = 19;
    private const int DayDigits = 7;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly long LastDay = DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay;

    /// <summary>
    /// Returns the partition of an event's row in the key table: its source and the first byte of its hash. A busy source thus has 256
    /// partitions, each of which supports 2,000 entities per second.
    /// </summary>
    public static string Partition(EventKey key)
    {
        if (!EventIds.IsWellFormed(key.Id))
        {
            throw new ArgumentException($"'{key.Id}' is not an event id.", nameof(key));
        }

        // Five bits per character, after "evt_".
        return Partition(key.Source, (Digit(key.Id, 0) << 3) | (Digit(key.Id, 1) >> 2));
    }

    /// <summary>Returns a partition of a source in the key table.</summary>
    public static string Partition(string source, int firstByte) => string.Create(CultureInfo.InvariantCulture, $"{source}-{firstByte:x2}");

    /// <summary>Returns the row of an event in the key table.</summary>
    public static string KeyRow(string id) => FirstEvent + id;

    /// <summary>Returns the id of a row of an event in the key table.</summary>
    public static string IdOfKeyRow(string row) => row[FirstEvent.Length..];

    /// <summary>Returns the shard of an event.</summary>
    public static string Shard(string id, int shards) => Shard(((Digit(id, 2) << 5) | Digit(id, 3)) % shards);

    /// <summary>Returns the partition key of a shard.</summary>
    public static string Shard(int number) => number.ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the start of the partitions of a day in the table of kept events, which the shard follows. Later days sort first, so that
    /// one range query reads many days newest first.
    /// </summary>
    public static string KeptDay(DateTimeOffset at) =>
        (LastDay - (at.UtcTicks / TimeSpan.TicksPerDay)).ToString($"D{DayDigits}", CultureInfo.InvariantCulture) + "-";

    /// <summary>Returns the upper bound of the partitions of a day in the table of kept events: '.' follows '-'.</summary>
    public static string AfterKeptDay(string keptDay) => keptDay[..^1] + ".";

    /// <summary>Returns the day of a partition in the table of kept events.</summary>
    public static DateOnly DateOfKept(string partition) => DateOnly.FromDateTime(new DateTime(
        (LastDay - long.Parse(partition.AsSpan(0, DayDigits), NumberStyles.None, CultureInfo.InvariantCulture)) * TimeSpan.TicksPerDay,
        DateTimeKind.Utc));

    /// <summary>Returns the row of a record; later times sort first, then lower ids.</summary>
    public static string Row(DateTimeOffset receivedAt, string id) =>
        (DateTime.MaxValue.Ticks - receivedAt.UtcTicks).ToString($"D{TimeDigits}", CultureInfo.InvariantCulture) + id;

    /// <summary>Returns a key after every row of this time, and before those of earlier ones.</summary>
    public static string RowAfter(DateTimeOffset at) => Row(at, "~");

    /// <summary>Returns the id in a row's key.</summary>
    public static string IdOf(string row) => row[TimeDigits..];

    /// <summary>Returns the time in a row's key.</summary>
    public static DateTimeOffset TimeOf(string row) =>
        new(DateTime.MaxValue.Ticks - long.Parse(row.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture),
            TimeSpan.Zero);

    private static int Digit(string id, int number) => Base32.IndexOf(id[4 + number], StringComparison.Ordinal);
}
