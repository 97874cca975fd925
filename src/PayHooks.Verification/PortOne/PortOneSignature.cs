using System.Text;
using System.Text.Json;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.PortOne;

/// <summary>The body field that holds PortOne's signature.</summary>
internal static class PortOneSignature
{
    public const string FieldName = "signature_hash";

    /// <summary>The length of an HMAC-SHA256 in bytes.</summary>
    public const int Bytes = 32;

    private static readonly JsonField Field = new(JsonPath.OfName(FieldName));

    private const int Digits = 44;
    private const int LongestEscape = 6;

    /// <summary>
    /// Reads the signature, or returns the rejection if it is missing or malformed. Go's JSON encoder does not escape <c>+</c> and
    /// <c>/</c>; others do, so the text is decoded like any other.
    /// </summary>
    public static bool TryRead(in PortOneBody body, Span<byte> signature, out Verdict refusal)
    {
        var token = body.Token(PortOneField.SignatureHash);
        if (!token.HasContent)
        {
            refusal = Verdict.Refused(RejectionReason.SignatureMissing, $"field '{FieldName}' is missing or empty");
            return false;
        }

        var raw = token.Raw(body.Json);
        if (token.Type != JsonTokenType.String || raw.Length > Digits * LongestEscape)
        {
            refusal = Verdict.Refused(
                RejectionReason.SignatureMalformed, $"field '{FieldName}' is not a string of {Digits} base64 characters");
            return false;
        }

        Span<byte> utf8 = stackalloc byte[Digits * LongestEscape * JsonText.MaxGrowth];
        Span<char> text = stackalloc char[utf8.Length];
        text = text[..Encoding.UTF8.GetChars(utf8[..JsonText.Decode(raw, utf8)], text)];
        var wellFormed = SignatureText.TryDecode(SignatureEncoding.Base64, text, signature);
        refusal = wellFormed ? default : Verdict.Refused(
            RejectionReason.SignatureMalformed,
            $"field '{FieldName}': {SignatureText.Mismatch(SignatureEncoding.Base64, Bytes, text)}");
        return wellFormed;
    }

    /// <summary>Returns the body with the signature set in the field, replaced or appended; all other bytes are unchanged.</summary>
    public static byte[] Put(ReadOnlyMemory<byte> body, in PortOneBody read, string signature) =>
        [.. body.Span[..^read.Json.Length], .. Field.Put(read.Json, signature)];
}
