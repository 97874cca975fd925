using System.Security.Cryptography;
using System.Text;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Finds, decodes and writes the signatures of a delivery.</summary>
internal sealed class SignatureExtractor
{
    /// <summary>The maximum length of a signature text in a body.</summary>
    public const int LongestInBody = 1024;

    // No provider sends a longer list, and each entry is compared with every secret.
    private const int MostEntries = 16;
    private const int LongestList = 8192;
    private const int LongestToken = 1024;

    private readonly string[] headers;
    private readonly SignatureLocation location;
    private readonly SignatureAlgorithm algorithm;
    private readonly SignatureEncoding encoding;
    private readonly string? timeKey;

    public SignatureExtractor(SigningDescription signing, JsonPaths? paths)
    {
        location = signing.Location;
        headers = [.. location.Headers];
        algorithm = signing.Algorithm;
        encoding = signing.Encoding;
        timeKey = signing.Timestamp?.Key;
        Slot = location.Path is { } path ? paths!.SlotOf(path) : -1;
    }

    /// <summary>The slot of a signature in the body; −1 if it is in a header.</summary>
    public int Slot { get; }

    /// <summary>The maximum total length of the signatures in bytes.</summary>
    public int Room => algorithm.Bytes * (location.List is null ? 1 : MostEntries);

    /// <summary>Whether the signature's location has a value.</summary>
    public bool IsIn(scoped in VerificationContext received) =>
        Slot >= 0 ? received.Tokens[Slot].HasContent : received.Delivery.Header(received.Present(headers)).Count > 0;

    /// <summary>Reads the signature text from the header, or returns the rejection.</summary>
    public bool TryReadHeader(scoped in VerificationContext received, out string text, out Verdict refusal) =>
        SingleHeader.TryRead(received.Delivery, received.Present(headers), RejectionReason.SignatureMissing, out text, out refusal);

    /// <summary>Reads the signature text from the body, or returns the rejection.</summary>
    public bool TryReadBody(scoped in VerificationContext received, Span<char> buffer, out int length, out Verdict refusal)
    {
        var token = received.Tokens[Slot];
        length = 0;
        refusal = !token.HasContent
            ? Verdict.Refused(RejectionReason.SignatureMissing, $"{Where} is missing or empty")
            : token.Type != System.Text.Json.JsonTokenType.String || token.Length > LongestInBody / JsonText.MaxGrowth
                ? Verdict.Refused(RejectionReason.SignatureMalformed, $"{Where} is not a string of a signature's length")
                : default;
        if (refusal.Reason != RejectionReason.None)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[LongestInBody];
        length = Encoding.UTF8.GetChars(utf8[..JsonText.Decode(token.Raw(received.Json), utf8)], buffer);
        return true;
    }

    /// <summary>Decodes the signatures in a text; returns their total length in bytes, or 0 and the rejection.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signatures">The destination, <see cref="Room"/> bytes long.</param>
    /// <param name="time">The time in the list, or empty.</param>
    /// <param name="refusal">The rejection if there are no valid signatures.</param>
    public int Read(ReadOnlySpan<char> text, Span<byte> signatures, out ReadOnlySpan<char> time, out Verdict refusal)
    {
        time = default;
        return location.List is { } list ? ReadList(text, list, signatures, out time, out refusal) : ReadOne(text, signatures, out refusal);
    }

    /// <summary>Formats a signature as text.</summary>
    /// <param name="signature">The signature's bytes; for a token, the secret.</param>
    /// <param name="time">The signed time, if it is part of the list.</param>
    public string Write(ReadOnlySpan<byte> signature, string time)
    {
        var text = algorithm.Signs ? SignatureText.Encode(encoding, signature) : Encoding.UTF8.GetString(signature);
        text = (location.IsPrefixOptional ? "" : location.Prefix) + text;
        if (location.List is not { } list)
        {
            return text;
        }

        var entry = list.Key is null ? text : list.Key + list.Assign + text;
        return timeKey is null ? entry : timeKey + list.Assign + time + list.Separator + entry;
    }

    /// <summary>The header that contains the signature.</summary>
    public string Header => headers is [var first, ..] ? first : location.Path!.Text;

    /// <summary>The location, for messages.</summary>
    public string Where =>
        Slot >= 0 ? $"field '{location.Path}'" : headers is [var only] ? $"header '{only}'"
        : $"header '{headers[0]}' (or {string.Join(", ", headers[1..])})";

    private int ReadOne(ReadOnlySpan<char> text, Span<byte> signature, out Verdict refusal)
    {
        var digits = text;
        if (location.Prefix.Length > 0 && text.StartsWith(location.Prefix, StringComparison.Ordinal))
        {
            digits = text[location.Prefix.Length..];
        }
        else if (location.Prefix.Length > 0 && !location.IsPrefixOptional)
        {
            refusal = Malformed($" does not begin with the prefix '{location.Prefix}'");
            return 0;
        }

        signature = signature[..algorithm.Bytes];
        if (TryDecode(digits, signature))
        {
            refusal = default;
            return signature.Length;
        }

        refusal = Malformed(algorithm.Signs
            ? $": {SignatureText.Mismatch(encoding, signature.Length, digits)}"
            : $" is not a token of at most {LongestToken} bytes");
        return 0;
    }

    private int ReadList(ReadOnlySpan<char> text, ListGrammar list, Span<byte> signatures, out ReadOnlySpan<char> time, out Verdict refusal)
    {
        time = default;
        refusal = default;
        var (entries, times, length) = (0, 0, 0);
        if (text.Length > LongestList)
        {
            refusal = Malformed($" is longer than {LongestList} characters");
            return 0;
        }

        while (text.Length > 0)
        {
            var end = text.IndexOf(list.Separator, StringComparison.Ordinal);
            var entry = (end < 0 ? text : text[..end]).Trim(' ');
            text = end < 0 ? default : text[(end + list.Separator.Length)..];
            var assign = list.Key is null ? -1 : entry.IndexOf(list.Assign, StringComparison.Ordinal);
            if (list.Key is null ? entry.Length > 0 : assign >= 0 && entry[..assign].SequenceEqual(list.Key))
            {
                if (++entries > MostEntries)
                {
                    refusal = Malformed($" holds more than {MostEntries} signatures");
                    return 0;
                }

                length += ReadOne(list.Key is null ? entry : entry[(assign + list.Assign.Length)..], signatures[length..], out refusal);
            }
            else if (timeKey is not null && assign >= 0 && entry[..assign].SequenceEqual(timeKey))
            {
                times++;
                time = entry[(assign + list.Assign.Length)..];
            }
        }

        refusal = times > 1 ? Verdict.Refused(RejectionReason.SignatureRepeated, $"{Where} has {times} entries '{timeKey}'")
            : length > 0 ? default
            : entries > 0 ? refusal
            : Malformed(list.Key is null ? " holds no entry" : $" holds no entry '{list.Key}{list.Assign}…'");
        return times > 1 ? 0 : length;
    }

    private bool TryDecode(ReadOnlySpan<char> digits, Span<byte> signature)
    {
        if (algorithm.Signs)
        {
            return SignatureText.TryDecode(encoding, digits, signature);
        }

        if (digits.Length is 0 or > LongestToken)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[LongestToken * 3];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(digits, utf8)], signature);
        return true;
    }

    private Verdict Malformed(string detail) => Verdict.Refused(RejectionReason.SignatureMalformed, Where + detail);
}
