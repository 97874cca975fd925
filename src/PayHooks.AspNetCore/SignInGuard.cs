using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.AspNetCore;

/// <summary>
/// Controls access to the operations API where people sign in. The platform then lets everybody through to the API, so each request needs
/// a person with the app role of the operation, or the key of machines.
/// </summary>
internal sealed class SignInGuard(SignIn signIn, PayHooksOptions options)
{
    /// <summary>Where a person signs in, and the console opens afterwards.</summary>
    // https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out
    public const string SignInPath = "/.auth/login/aad?post_login_redirect_uri=/console";

    private const string CheckName = "sign-in";

    private static readonly ApiRight[] All = Enum.GetValues<ApiRight>();

    private readonly AdminKey? key = AdminKey.Of(options);

    /// <summary>All rights: without sign-in, a caller who has the key, or is on this machine, may do everything.</summary>
    public static IReadOnlyList<string> AllRights { get; } = [.. All.Select(RoleOf)];

    /// <summary>Returns why the request is refused, or null if it is allowed.</summary>
    public AdminRefusal? Check(HttpContext context, ApiRight right)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!signIn.IsOn || key?.IsIn(context.Request) == true)
        {
            return null;
        }

        if (ClientPrincipal.Read(context.Request) is not { } person)
        {
            return new(
                StatusCodes.Status401Unauthorized,
                "Sign in with Entra ID. A program sends a token of Entra ID, or PayHooks__AdminKey in the header "
                    + $"{AdminGuard.KeyHeader}.",
                SignInPath);
        }

        return Allows(person.Roles, right)
            ? null
            : new(
                StatusCodes.Status403Forbidden,
                $"This needs the app role '{RoleOf(right)}', which you do not have. Ask for it; then sign in again.");
    }

    /// <summary>What <c>doctor</c> reports: whether people sign in, and the roles of this caller.</summary>
    public SelfCheckResult Describe(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!signIn.IsOn)
        {
            return signIn.IsWanted
                ? SelfCheckResult.Failed(
                    CheckName,
                    $"{SignIn.Setting} is true, but the authentication of App Service is off: everybody needs a function key.",
                    "Set entraClientId in the Bicep parameters and deploy, or remove the setting.")
                : SelfCheckResult.Passed(CheckName, "Sign-in with Entra ID is off. Everybody uses function keys.");
        }

        return SelfCheckResult.Passed(CheckName, ClientPrincipal.Read(context.Request) is { } person
            ? $"Sign-in with Entra ID is on. You are {person.Name ?? "unnamed"}, and may {string.Join(", ", RightsOf(context))}."
            : "Sign-in with Entra ID is on. You use the key, which has all rights.");
    }

    /// <summary>What a caller who was let in may do, by the names of the app roles.</summary>
    public IReadOnlyList<string> RightsOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var person = signIn.IsOn && key?.IsIn(context.Request) != true ? ClientPrincipal.Read(context.Request) : null;
        return [.. All.Where(right => person is null || Allows(person.Roles, right)).Select(RoleOf)];
    }

    // Nobody can operate or erase what they cannot see.
    private static bool Allows(IReadOnlyList<string> roles, ApiRight right) =>
        roles.Contains(RoleOf(right), StringComparer.Ordinal)
        || (right == ApiRight.Read
            && (roles.Contains(RoleOf(ApiRight.Operate), StringComparer.Ordinal)
                || roles.Contains(RoleOf(ApiRight.Erase), StringComparer.Ordinal)));

    private static string RoleOf(ApiRight right) => right switch
    {
        ApiRight.Read => "read",
        ApiRight.Operate => "operate",
        ApiRight.Erase => "erase",
        _ => throw new ArgumentOutOfRangeException(nameof(right)),
    };
}
