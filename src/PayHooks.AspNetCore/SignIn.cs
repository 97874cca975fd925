using PayHooks.Configuration;

namespace PayHooks.AspNetCore;

/// <summary>Whether people sign in, by the authentication of App Service.</summary>
/// <remarks>
/// Only if App Service authenticates, it removes what a caller sends in the headers of <see cref="ClientPrincipal"/>:
/// https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code.
/// So the setting alone is not enough; without the platform, the functions require their keys as before.
/// </remarks>
internal sealed class SignIn(PayHooksOptions options, Func<string, string?>? variable = null)
{
    /// <summary>The setting.</summary>
    public const string Setting = "PayHooks__SignIn";

    // "Read-only. Injected into a Windows or Linux app to indicate whether App Service authentication is enabled."
    // https://learn.microsoft.com/azure/app-service/reference-app-settings#authentication--authorization
    private const string AuthenticationVariable = "WEBSITE_AUTH_ENABLED";

    /// <summary>Whether App Service authenticates callers.</summary>
    public bool IsPlatformOn { get; } =
        bool.TryParse((variable ?? Environment.GetEnvironmentVariable)(AuthenticationVariable), out var isEnabled) && isEnabled;

    /// <summary>Whether it was asked for.</summary>
    public bool IsWanted => options.SignIn;

    /// <summary>Whether people sign in: then their roles decide what they may do.</summary>
    public bool IsOn => IsWanted && IsPlatformOn;
}
