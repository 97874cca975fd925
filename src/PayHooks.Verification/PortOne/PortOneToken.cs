using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The token that requests to PortOne's API present: a JWT with HS256, keyed with the bytes of the secret key as displayed. Source:
/// docs.portone.cloud, "JWT Authentication".
/// </summary>
internal static class PortOneToken
{
    private const int Seconds = 100;

    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}""");

    /// <summary>Creates a token that is valid for 100 seconds.</summary>
    public static string Create(string clientKey, string secretKey, DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var subject = System.Text.Json.JsonEncodedText.Encode(clientKey);
        var content = $"{Header}.{Encode($$"""{"iss":"PORTONE","sub":"{{subject}}","iat":{{issued}},"exp":{{issued + Seconds}}}""")}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
