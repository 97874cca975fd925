using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>Who sends a request, as far as the host knows.</summary>
internal sealed class Caller(HostDescription host, Func<string, string?>? variable = null)
{
    /// <summary>The header in which App Service names the person who has signed in.</summary>
    // https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code
    public const string NameHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    // App Service sets it. Without its authentication, any caller can send the header above.
    // https://github.com/AzureAD/microsoft-identity-web, AppServicesAuthenticationInformation.cs
    private const string AuthenticationVariable = "WEBSITE_AUTH_ENABLED";
    private const int MostOfName = 200;

    private readonly bool hasSignIn =
        bool.TryParse((variable ?? Environment.GetEnvironmentVariable)(AuthenticationVariable), out var isEnabled) && isEnabled;

    /// <summary>
    /// The name of the person who signed in; otherwise <c>key</c> for a caller with a key, and <c>local</c> for one on this machine.
    /// </summary>
    public string NameOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (hasSignIn && context.Request.Headers[NameHeader] is [{ Length: > 0 and <= MostOfName } name])
        {
            return name;
        }

        // An app with a sign-in of its own in front of the API.
        return context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 and <= MostOfName } known } ? known
            : !host.Live || context.Request.Headers.ContainsKey(AdminGuard.KeyHeader) ? "key"
            : "local";
    }
}
