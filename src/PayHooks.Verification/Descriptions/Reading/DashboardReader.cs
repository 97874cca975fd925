using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads where the provider's dashboard shows a payment.</summary>
internal static class DashboardReader
{
    /// <summary>The allowed members.</summary>
    public static readonly string[] Members = ["live", "test"];

    private const string Fix = $"Write it as https://host/path/{DashboardDescription.Id}.";

    /// <summary>Reads the URLs; null if there are none.</summary>
    public static DashboardDescription? Read(JsonObjectReader scheme)
    {
        if (scheme.Object("dashboard", Members) is not { } dashboard)
        {
            return null;
        }

        if (!Members.Any(dashboard.Has))
        {
            dashboard.Error("", "names no address", "Set live, test or both, or remove it.");
        }

        return new DashboardDescription(Address(dashboard, "live"), Address(dashboard, "test"));
    }

    private static string? Address(JsonObjectReader dashboard, string name)
    {
        if (dashboard.Word(name) is not { } address)
        {
            return null;
        }

        if (ProblemOf(address) is { } problem)
        {
            dashboard.Error(name, $"('{address}') {problem}", Fix);
        }

        return address;
    }

    private static string? ProblemOf(string address)
    {
        var pieces = address.Split(DashboardDescription.Id);
        if (pieces.Length != 2)
        {
            return $"does not have {DashboardDescription.Id} exactly once";
        }

        if (!Uri.TryCreate(string.Join("1", pieces), UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0)
        {
            return "is not an absolute https address";
        }

        var afterHost = pieces[0].IndexOfAny(['/', '?', '#'], Uri.UriSchemeHttps.Length + Uri.SchemeDelimiter.Length);
        return afterHost < 0 ? $"has {DashboardDescription.Id} in its host"
            : pieces.Any(HasBrace) ? $"has braces other than those of {DashboardDescription.Id}"
            : null;
    }

    private static bool HasBrace(string piece) => piece.AsSpan().ContainsAny('{', '}');
}
