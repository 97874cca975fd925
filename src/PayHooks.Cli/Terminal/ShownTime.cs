using System.CommandLine;
using System.Globalization;

namespace PayHooks.Cli.Terminal;

/// <summary>
/// Shows times in one zone, which is named beside them: the local one, or UTC. The offset is the one at the start, also for times
/// before or after a change to summer time, so that the order and the distance of times are right.
/// </summary>
internal sealed class ShownTime
{
    private const string Date = "yyyy-MM-dd HH:mm:ss";

    private readonly TimeProvider time;
    private readonly TimeSpan offset;

    public ShownTime(TimeProvider time, bool utc)
    {
        this.time = time;
        offset = utc ? TimeSpan.Zero : time.GetLocalNow().Offset;
        Zone = offset == TimeSpan.Zero ? "UTC" : string.Create(CultureInfo.InvariantCulture, $"UTC{Of(time.GetUtcNow()):zzz}");
    }

    /// <summary>The name of the zone, for example <c>UTC</c> or <c>UTC+02:00</c>.</summary>
    public string Zone { get; }

    /// <summary>The current time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Creates the option <c>--utc</c>.</summary>
    public static Option<bool> CreateOption() => new("--utc") { Description = "Show times in UTC instead of the local time zone" };

    /// <summary>A time for a row, with the date unless it is today.</summary>
    public string Short(DateTimeOffset? shown) => shown is not { } known ? "-"
        : Of(known).ToString(Of(known).Date == Of(Now).Date ? "HH:mm:ss" : "MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A date and time, to the second; null for null.</summary>
    public string? Full(DateTimeOffset? shown) => shown is { } known ? Of(known).ToString(Date, CultureInfo.InvariantCulture) : null;

    /// <summary>A date and time with the zone; null for null.</summary>
    public string? Named(DateTimeOffset? shown) => Full(shown) is { } known ? $"{known} {Zone}" : null;

    /// <summary>A date and time, to the millisecond.</summary>
    public string Exact(DateTimeOffset? shown) => shown is { } known
        ? Of(known).ToString($"{Date}.fff", CultureInfo.InvariantCulture) : "-";

    private DateTimeOffset Of(DateTimeOffset shown) => shown.ToOffset(offset);
}
