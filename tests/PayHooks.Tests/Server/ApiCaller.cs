using System.Text;
using System.Text.Json.Nodes;
using PayHooks.AspNetCore;

namespace PayHooks.Tests.Server;

/// <summary>Somebody who calls the API of an app where people sign in, and what the response has to be.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Principal">What App Service sends for the caller; null if nobody has signed in.</param>
/// <param name="Key">The key that the caller sends, or null.</param>
/// <param name="Rights">What the caller may do.</param>
/// <param name="Otherwise">The status of everything else.</param>
internal sealed record ApiCaller(string Name, string? Principal, string? Key, IReadOnlyList<ApiRight> Rights, int Otherwise)
{
    /// <summary>The configured key.</summary>
    public const string RightKey = "the-right-key-0123";

    /// <summary>Every kind of caller.</summary>
    public static IReadOnlyList<ApiCaller> All { get; } =
    [
        new("stranger", null, null, [], 401),
        new("wrong key", null, "the-wrong-key-0123", [], 401),
        new("unreadable", "not base64", null, [], 401),
        new("other provider", PrincipalOf("google", ["read", "operate", "erase"]), null, [], 401),
        new("no role", PrincipalOf("aad", []), null, [], 403),
        new("other roles", PrincipalOf("aad", ["Read", "admin", "read operate"]), null, [], 403),
        new("reader", PrincipalOf("aad", ["read"]), null, [ApiRight.Read], 403),
        new("operator", PrincipalOf("aad", ["operate"]), null, [ApiRight.Read, ApiRight.Operate], 403),
        new("eraser", PrincipalOf("aad", ["erase"]), null, [ApiRight.Read, ApiRight.Erase], 403),
        new("all roles", PrincipalOf("aad", ["read", "operate", "erase"]), null, Enum.GetValues<ApiRight>(), 403),
        new("machine", null, RightKey, Enum.GetValues<ApiRight>(), 401),
    ];

    /// <summary>What App Service sends for a person with these roles.</summary>
    // https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#decode-the-client-principal-header
    public static string PrincipalOf(string provider, string[] roles)
    {
        var claims = new JsonArray { Claim("preferred_username", "ada@example.com"), Claim("name", "Ada Lovelace") };
        foreach (var role in roles)
        {
            claims.Add(Claim("roles", role));
        }

        var token = new JsonObject { ["auth_typ"] = provider, ["claims"] = claims, ["name_typ"] = "name", ["role_typ"] = "roles" };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(token.ToJsonString()));

        static JsonObject Claim(string type, string value) => new() { ["typ"] = type, ["val"] = value };
    }

    /// <summary>Checks the status of an operation that would find nothing or lacks its content.</summary>
    public void Check(string operation, ApiRight right, int status)
    {
        if (Rights.Contains(right))
        {
            Assert.False(status is 401 or 403 or 405, $"{operation} for {Name}: {status}");
        }
        else
        {
            Assert.Equal((operation, Name, Otherwise), (operation, Name, status));
        }
    }
}
