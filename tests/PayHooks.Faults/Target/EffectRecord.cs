using System.Globalization;

namespace PayHooks.Faults.Target;

/// <summary>The form of the target's record: a line of fixed length an effect, so that the file's length tells how many there
/// are.</summary>
internal static class EffectRecord
{
    private const int RunDigits = 6;
    private const int TimeDigits = 20;

    /// <summary>The length of a line: key, run, time, and what separates them.</summary>
    public const int LineLength = EventIdLength + 1 + RunDigits + 1 + TimeDigits + 1;

    private const int EventIdLength = 30;

    /// <summary>An effect as a line.</summary>
    public static string ToLine(ObservedRun effect)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{effect.Key} {effect.Run:D6} {effect.At:D20}\n");
        return line.Length == LineLength ? line : throw new FormatException($"Not an event's id: {effect.Key}");
    }

    /// <summary>How many effects a record holds.</summary>
    public static long Count(string file) => new FileInfo(file).Length / LineLength;

    /// <summary>All effects, in order.</summary>
    public static ObservedRun[] Read(string file) =>
        [.. File.ReadLines(file).Select(line => line.Split(' ')).Select(parts => new ObservedRun(
        parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture)))];
}
