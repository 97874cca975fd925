using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads where the signed timestamp is, and its tolerance.</summary>
internal static class TimestampReader
{
    public static readonly string[] Members = ["header", "key", "json", "form", "unit", "tolerance"];

    public static readonly (string, TimestampUnit)[] Units =
    [
        ("auto", TimestampUnit.Auto), ("seconds", TimestampUnit.Seconds), ("milliseconds", TimestampUnit.Milliseconds),
            ("rfc3339", TimestampUnit.Rfc3339),
    ];

    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(7);

    /// <summary>Reads the timestamp; null if no time is signed.</summary>
    public static TimestampDescription? Read(JsonObjectReader at, PathReader paths, SignatureLocation location)
    {
        if (at.Object("timestamp", Members) is not { } timestamp)
        {
            return null;
        }

        var headers = PathReader.Headers(timestamp, "header");
        var (key, path) = (timestamp.Word("key"), paths.Of(timestamp));
        if (new[] { "header", "key", paths.Member }.Count(timestamp.Has) != 1)
        {
            timestamp.Error("", "does not have exactly one location",
                $"Name one: header, key (of the signature's list) or {paths.Member}.");
        }

        if (key is not null && location.List?.Key is null)
        {
            timestamp.Error("key", "is set, but the signature is not a list with keys",
                "Set signature.list with separator, assign and key, or use header.");
        }
        else if (key is not null && key == location.List?.Key)
        {
            timestamp.Error("key", $"('{key}') is the key of the signature", "Name the key of the time.");
        }

        if (headers.Intersect(location.Headers, StringComparer.OrdinalIgnoreCase).Any())
        {
            timestamp.Error("header", "is the header of the signature", "Name the header of the time, or use key.");
        }

        return new TimestampDescription
        {
            Headers = headers,
            Key = key,
            Path = path,
            Unit = timestamp.Choice("unit", TimestampUnit.Auto, Units),
            Tolerance = timestamp.Time("tolerance", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), LongestTolerance),
        };
    }
}
