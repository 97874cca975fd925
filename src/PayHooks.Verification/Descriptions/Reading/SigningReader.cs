using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads one signing alternative: the members that a scheme and its alternatives share.</summary>
internal static class SigningReader
{
    public static readonly string[] Members =
        ["secret", "algorithm", "encoding", "signature", "content", "fields", "forms", "timestamp", "id"];
    public static readonly string[] SecretMembers = ["form", "decode", "prefix", "testPrefix"];
    public static readonly string[] IdMembers = ["header"];

    public static readonly (string, SignatureEncoding)[] Encodings =
        [("hex", SignatureEncoding.Hex), ("base64", SignatureEncoding.Base64), ("auto", SignatureEncoding.Auto)];

    public static readonly (string, KeyEncoding)[] KeyEncodings =
        [("utf8", KeyEncoding.Utf8), ("hex", KeyEncoding.Hex), ("base64", KeyEncoding.Base64)];

    public static readonly (string, FieldForm)[] Forms = [("status-code", FieldForm.StatusCode), ("amount", FieldForm.Amount)];

    /// <summary>Reads the alternative.</summary>
    /// <param name="at">The scheme or the alternative.</param>
    /// <param name="paths">Reads paths of the body.</param>
    /// <param name="isBatch">Whether a body contains several events.</param>
    public static SigningDescription Read(JsonObjectReader at, PathReader paths, bool isBatch)
    {
        var algorithm = at.Choice("algorithm", SignatureAlgorithm.HmacSha256, SignatureAlgorithm.All);
        var location = SignatureReader.Read(at, paths, algorithm);
        var signing = new SigningDescription
        {
            Algorithm = algorithm,
            Location = location,
            Encoding = at.Choice("encoding", SignatureEncoding.Hex, Encodings),
            Key = Key(at),
            Fields = ContentReader.Fields(at, paths),
            Content = ContentReader.Content(at, paths, algorithm),
            Forms = ContentReader.Forms(at, paths),
            TestPrefix = at.Object("secret", SecretMembers)?.Word("testPrefix"),
            Timestamp = TimestampReader.Read(at, paths, location),
            IdHeaders = at.Object("id", IdMembers) is { } id ? PathReader.Headers(id, "header") : [],
        };
        CheckUse(at, signing, isBatch);
        return signing;
    }

    private static KeyForm Key(JsonObjectReader at)
    {
        if (at.Object("secret", SecretMembers) is not { } secret)
        {
            return KeyForm.Text;
        }

        // Read only to report errors: the form of the secret is documentation.
        secret.Word("form");
        return new KeyForm(secret.Choice("decode", KeyEncoding.Utf8, KeyEncodings), secret.Text("prefix") ?? "");
    }

    private static void CheckUse(JsonObjectReader at, SigningDescription signing, bool isBatch)
    {
        if (!signing.Algorithm.Signs)
        {
            if (at.Has("encoding"))
            {
                at.Error("encoding", "has no effect: the secret is sent unchanged", "Remove it.");
            }

            if (signing.Key.Encoding != KeyEncoding.Utf8)
            {
                at.Error("secret", "is decoded, although it is sent unchanged", "Remove decode.");
            }

            return;
        }

        SignatureCoverage.CheckContent(at, signing, isBatch);
    }
}
