using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>Who sends a request, as far as the host knows.</summary>
internal sealed class Caller(HostDescription host, SignIn signIn)
{
    private const int MostOfName = 200;

    /// <summary>
    /// The name of the person who signed in; otherwise <c>key</c> for a caller with a key, and <c>local</c> for one on this machine.
    /// </summary>
    public string NameOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (signIn.IsPlatformOn && NameOf(context.Request) is { Length: > 0 and <= MostOfName } name)
        {
            return name;
        }

        // An app with a sign-in of its own in front of the API.
        return context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 and <= MostOfName } known } ? known
            : !host.Live || context.Request.Headers.ContainsKey(AdminGuard.KeyHeader) ? "key"
            : "local";
    }

    private static string? NameOf(HttpRequest request) =>
        ClientPrincipal.Read(request)?.Name ?? (request.Headers[ClientPrincipal.NameHeader] is [{ } name] ? name : null);
}
