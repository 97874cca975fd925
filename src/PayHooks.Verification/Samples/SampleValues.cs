using System.Globalization;

namespace PayHooks.Verification.Samples;

/// <summary>
/// The values of the placeholders in one body. A placeholder has the same value throughout a body. Generated ones are
/// <c>hex.24:charge</c> (digits, length, a name that distinguishes it from others), <c>digits1.9</c> (a number without a leading zero),
/// <c>ulid:event</c>, <c>uuid:event</c>, and times, with an optional offset in seconds: <c>unix:-725</c>.
/// </summary>
internal sealed class SampleValues(SampleEvent sample, Random random, DateTimeOffset now)
{
    private const string Digits = "0123456789";
    private const string Upper = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly Dictionary<string,
        string> known = sample.Values.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);

    /// <summary>The value of a placeholder.</summary>
    public string Of(string placeholder)
    {
        if (!known.TryGetValue(placeholder, out var value))
        {
            known[placeholder] = value = Make(placeholder);
        }

        return value;
    }

    private string Make(string placeholder)
    {
        var (kind, argument) = Split(placeholder, ':');
        var (form, length) = Split(kind, '.');
        return form switch
        {
            "hex" => Text("0123456789abcdef", length),
            "digits" => Text(Digits, length),
            "digits1" => Text(Digits[1..], "1") + Text(Digits, length)[1..],
            "upper" => Text(Upper, length),
            "base62" => Text(Base62, length),
            "ulid" => Ulid(),
            "uuid" => Uuid(),
            "amount" => $"{random.Next(10, 1000) * 10}",
            "unix" => $"{At(argument).ToUnixTimeSeconds()}",
            "unix_ms" => (At(argument).ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture),
            "unix_milliseconds" => $"{At(argument).ToUnixTimeMilliseconds()}",
            "go_time" => Time(argument, "yyyy-MM-dd HH:mm:ss.ffffff +0000 'UTC'"),
            "rfc3339" => Time(argument, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            "iso" => Time(argument, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            "iso_ms" => Time(argument, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            "iso_local" => Time(argument, "yyyy-MM-dd'T'HH:mm:ss"),
            "local_time" => Time(argument, "yyyy-MM-dd HH:mm:ss"),
            "offset_time" =>
                At(argument).ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            "date" => Time(argument, "yyyyMMdd"),
            _ => throw new InvalidOperationException(
                $"The sample '{sample.Template}' has a placeholder that nothing fills: '{placeholder}'."),
        };
    }

    private string Text(string digits, string length) =>
        new(random.GetItems<char>(digits, int.Parse(length, CultureInfo.InvariantCulture)));

    // 48 bits of time and 80 random bits, as specified at ulid.org, in lowercase as Chargily prints it.
    private string Ulid()
    {
        Span<char> text = stackalloc char[26];
        random.GetItems(Crockford, text);
        var time = now.ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--)
        {
            text[i] = Crockford[(int)(time & 31)];
            time >>= 5;
        }

        return new string(text);
    }

    private string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0F) | 0x40), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private string Time(string offset, string format) => At(offset).UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private DateTimeOffset At(string offset) =>
        offset.Length == 0 ? now : now.AddSeconds(int.Parse(offset, CultureInfo.InvariantCulture));

    private static (string Before, string After) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");
}
