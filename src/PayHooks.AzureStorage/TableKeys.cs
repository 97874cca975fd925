using System.Globalization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AzureStorage;

/// <summary>The keys of both tables. They must never change, or stored events could no longer be found.</summary>
internal static class TableKeys
{
    /// <summary>The index partition of the dead letters.</summary>
    public const string Dead = "dead";

    /// <summary>The lower bound of all days in range queries: days have seven digits.</summary>
    public const string BeforeFirstDay = "0";

    /// <summary>The upper bound of all days: the character after '9'.</summary>
    public const string AfterLastDay = ":";

    /// <summary>The upper bound of all days of tombstones: the character after '-'.</summary>
    public const string AfterLastPast = "past.";

    private const string PastPrefix = "past-";
    private const int TimeDigits = 19;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly long LastDay = DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay;

    /// <summary>
    /// Returns the partition of an event: its source and the first byte of its hash. A busy source thus has 256 partitions, each of which
    /// supports 2,000 entities per second.
    /// </summary>
    public static string Partition(EventKey key)
    {
        if (!EventIds.IsWellFormed(key.Id))
        {
            throw new ArgumentException($"'{key.Id}' is not an event id.", nameof(key));
        }

        // Five bits per character, after "evt_".
        var first = (Base32.IndexOf(key.Id[4], StringComparison.Ordinal) << 3) | (Base32.IndexOf(key.Id[5], StringComparison.Ordinal) >> 2);
        return string.Create(CultureInfo.InvariantCulture, $"{key.Source}-{first:x2}");
    }

    /// <summary>Returns the index partition of a day; later days sort first.</summary>
    public static string Day(DateTimeOffset at) =>
        (LastDay - (at.UtcTicks / TimeSpan.TicksPerDay)).ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>Returns the index partition of a day's tombstones.</summary>
    public static string Past(DateTimeOffset at) => PastPrefix + Day(at);

    /// <summary>Returns the index row of an event; later times sort first, then lower ids.</summary>
    public static string Row(DateTimeOffset receivedAt, string id) =>
        (DateTime.MaxValue.Ticks - receivedAt.UtcTicks).ToString($"D{TimeDigits}", CultureInfo.InvariantCulture) + id;

    /// <summary>Returns a key after every index row of this timestamp, and before those of earlier ones.</summary>
    public static string RowAfter(DateTimeOffset at) => Row(at, "~");

    /// <summary>Returns the id in an index row's key.</summary>
    public static string IdOf(string row) => row[TimeDigits..];

    /// <summary>Returns the time in an index row's key.</summary>
    public static DateTimeOffset TimeOf(string row) =>
        new(DateTime.MaxValue.Ticks - long.Parse(row.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture),
            TimeSpan.Zero);
}
