using System.Globalization;
using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Reads and validates the signed time of a delivery: its location, format and tolerance.</summary>
internal sealed class TimestampValidator(TimestampDescription description, JsonPaths? paths)
{
    /// <summary>The maximum length of a timestamp.</summary>
    public const int Longest = 64;

    private readonly string[] headers = [.. description.Headers];
    private readonly int slot = description.Path is { } path ? paths!.SlotOf(path) : -1;

    /// <summary>The headers that may contain the timestamp; empty if it is elsewhere.</summary>
    public IReadOnlyList<string> Headers => headers;

    /// <summary>Reads the timestamp, or rejects the delivery if it cannot be read.</summary>
    /// <param name="received">The delivery.</param>
    /// <param name="inList">The text in the signature list.</param>
    /// <param name="text">Receives the text as sent, at most <see cref="Longest"/> characters.</param>
    /// <param name="length">Its length.</param>
    /// <param name="time">The time.</param>
    /// <param name="refusal">The rejection if it cannot be read.</param>
    public bool TryRead(scoped in VerificationContext received, ReadOnlySpan<char> inList, Span<char> text, out int length,
        out DateTimeOffset time, out Verdict refusal)
    {
        time = default;
        length = 0;
        var sent = inList;
        if (headers.Length > 0)
        {
            if (!SingleHeader.TryRead(received.Delivery, received.Present(headers), RejectionReason.TimestampMissing, out var value,
                out refusal))
            {
                return false;
            }

            sent = value;
        }
        else if (slot >= 0)
        {
            sent = text[..InBody(received, text)];
        }

        refusal = default;
        if (sent.Length is > 0 and <= Longest && Ascii.IsValid(sent) && Parse(sent) is { } read)
        {
            time = read;
            length = sent.Length;
            sent.CopyTo(text);
            return true;
        }

        refusal = Verdict.Refused(RejectionReason.TimestampMissing, sent.Length == 0 ? $"{Where} is missing" : $"{Where} is {Expected}");
        return false;
    }

    /// <summary>Whether the time is within the tolerance of the time of receipt, in either direction.</summary>
    public bool IsNear(DateTimeOffset time, DateTimeOffset receivedAt, out Verdict refusal)
    {
        var distance = (receivedAt - time).Duration();
        refusal = distance <= description.Tolerance ? default : Verdict.Refused(
            RejectionReason.TimestampStale,
            time > receivedAt
                ? $"the signed time is {Show(distance)} ahead of this clock: set the clock ({Show(description.Tolerance)} is allowed)"
                : $"the signed time is {Show(distance)} before the time of receipt ({Show(description.Tolerance)} is allowed)");
        return refusal.Reason == RejectionReason.None;
    }

    // 0:10:00, or 2.00:00:00 for a day or more.
    private static string Show(TimeSpan time) =>
        time.ToString(time.Days > 0 ? @"d\.hh\:mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>Formats a time as the provider does.</summary>
    public string Write(DateTimeOffset time) => description.Unit switch
    {
        TimestampUnit.Milliseconds => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        TimestampUnit.Rfc3339 => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    private string Where => headers is [var header, ..] ? $"header '{header}'"
        : description.Path is { } path ? $"field '{path}'"
        : $"the entry '{description.Key}' of the signature";

    private string Expected => description.Unit switch
    {
        TimestampUnit.Seconds => "not a Unix time in seconds",
        TimestampUnit.Milliseconds => "not a Unix time in milliseconds",
        TimestampUnit.Rfc3339 => "not an RFC 3339 time",
        _ => "neither Unix seconds, nor milliseconds, nor an RFC 3339 time",
    };

    private DateTimeOffset? Parse(ReadOnlySpan<char> text) => description.Unit switch
    {
        TimestampUnit.Seconds =>
            Unix(text, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        TimestampUnit.Milliseconds =>
            Unix(text, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) is { } milliseconds
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
        TimestampUnit.Rfc3339 => text.Length > 4 && text[4] == '-' ? ProviderTime.Parse(text) : null,
        _ => ProviderTime.Parse(text),
    };

    private static long? Unix(ReadOnlySpan<char> text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private int InBody(scoped in VerificationContext received, Span<char> text)
    {
        var token = received.Tokens[slot];
        if (!token.HasContent || token.Type is not (JsonTokenType.String or JsonTokenType.Number) || token.Length > Longest)
        {
            return 0;
        }

        var raw = token.Raw(received.Json);
        return JsonText.IsPlain(raw) ? Encoding.ASCII.GetChars(raw, text) : 0;
    }
}
