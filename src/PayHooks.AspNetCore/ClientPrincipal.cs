using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>The caller whom App Service has authenticated with Entra ID. Only <see cref="SignIn"/> says whether it has.</summary>
/// <param name="Name">The name of the person; of an application, its object id.</param>
/// <param name="Roles">The app roles, as they are spelled in the app registration.</param>
internal sealed record ClientPrincipal(string? Name, IReadOnlyList<string> Roles)
{
    /// <summary>The header with the claims: JSON in base64.</summary>
    // https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#decode-the-client-principal-header
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>The header in which App Service names the person who has signed in.</summary>
    public const string NameHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    private const string EntraId = "aad";
    private const int MostOfName = 200;

    // "These claims go through a default claims-mapping process, so some might have different names": the same page.
    private static readonly string[] RoleTypes = ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];
    private static readonly string[] NameTypes =
    [
        "preferred_username", "name", "http://schemas.microsoft.com/identity/claims/objectidentifier", "oid",
    ];

    /// <summary>Reads the headers; null if nobody has signed in with Entra ID, or they cannot be read.</summary>
    public static ClientPrincipal? Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers[Header] is not [{ Length: > 0 } header])
        {
            return null;
        }

        try
        {
            var token = JsonSerializer.Deserialize(Convert.FromBase64String(header), ClientPrincipalJson.Default.PrincipalToken);
            return token is { AuthTyp: { } type, Claims: { } claims } && string.Equals(type, EntraId, StringComparison.OrdinalIgnoreCase)
                ? new ClientPrincipal(
                    NameOf(claims, request),
                    [.. claims.Where(one => RoleTypes.Contains(one.Typ, StringComparer.Ordinal)).Select(one => one.Val ?? "")])
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? NameOf(IReadOnlyList<PrincipalClaim> claims, HttpRequest request)
    {
        string?[] names =
        [
            .. NameTypes.Take(1).Select(ValueOf), request.Headers[NameHeader] is [{ } name] ? name : null,
            .. NameTypes.Skip(1).Select(ValueOf),
        ];
        return names.FirstOrDefault(one => one is { Length: > 0 and <= MostOfName });

        string? ValueOf(string type) => claims.FirstOrDefault(one => one.Typ == type)?.Val;
    }
}

/// <summary>The content of <see cref="ClientPrincipal.Header"/>.</summary>
internal sealed record PrincipalToken(
    [property: JsonPropertyName("auth_typ")] string? AuthTyp, [property: JsonPropertyName("claims")] IReadOnlyList<PrincipalClaim>? Claims);

/// <summary>A claim.</summary>
internal sealed record PrincipalClaim(
    [property: JsonPropertyName("typ")] string? Typ, [property: JsonPropertyName("val")] string? Val);

[JsonSerializable(typeof(PrincipalToken))]
internal sealed partial class ClientPrincipalJson : JsonSerializerContext;
