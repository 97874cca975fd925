using System.Globalization;

namespace PayHooks.AzureStorage;

/// <summary>
/// The table of the events received on one day (UTC). The number of shards is part of its name, so that a table keeps its number when
/// the setting changes; new events then have a table of their own.
/// </summary>
/// <param name="Date">The day.</param>
/// <param name="Shards">The number of partitions.</param>
internal sealed record DayTable(DateOnly Date, int Shards)
{
    /// <summary>The start of every table's name; the date and the number of shards follow.</summary>
    public const string NamePrefix = "payhooksevents";

    private const string DateFormat = "yyyyMMdd";
    private const int DateLength = 8;

    /// <summary>The name without the prefix: <c>20260115s2</c>.</summary>
    public string Suffix => string.Create(CultureInfo.InvariantCulture, $"{DayOf(Date)}s{Shards}");

    /// <summary>The start of the day.</summary>
    public DateTimeOffset Start => new(Date, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The end of the day: the first instant of the next.</summary>
    public DateTimeOffset End => Start.AddDays(1);

    /// <summary>The table for an event received at a time.</summary>
    public static DayTable Of(DateTimeOffset receivedAt, int shards) => new(DateOnly.FromDateTime(receivedAt.UtcDateTime), shards);

    /// <summary>The day as in names of tables and blobs: <c>20260115</c>.</summary>
    public static string DayOf(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Suffix"/> returned; null for anything else.</summary>
    public static DayTable? Parse(string? suffix) =>
        suffix is { Length: > DateLength + 1 } && suffix[DateLength] == 's'
        && DateOnly.TryParseExact(suffix.AsSpan(0, DateLength), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && int.TryParse(suffix.AsSpan(DateLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var shards)
        && shards > 0
            ? new DayTable(date, shards)
            : null;

    /// <summary>The partition of an event.</summary>
    public string PartitionOf(string eventId) => TableKeys.Shard(eventId, Shards);

    /// <summary>All partitions.</summary>
    public IEnumerable<string> Partitions() => Enumerable.Range(0, Shards).Select(TableKeys.Shard);
}
