using System.Text;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Whether the secrets of a source fit a scheme, and the mode that they show.</summary>
internal static class SchemeSecrets
{
    /// <summary>The secrets that cannot be used, by index, with the reason.</summary>
    public static IReadOnlyList<(int Index, string Message)> FindUnusable(SchemeDescription scheme, IReadOnlyList<Secret> secrets) =>
        [.. Unreadable(scheme, secrets), .. OfTheOtherMode(scheme, secrets)];

    /// <summary>The mode of the secrets: <c>test</c>, <c>live</c>, or empty if they do not show it. All have the same.</summary>
    public static string ModeOf(SchemeDescription scheme, IReadOnlyList<Secret> secrets) =>
        scheme.Signings[0].TestPrefix is not { } prefix || secrets.Count == 0 ? "" : secrets.Any(secret => IsOf(secret, prefix)) ? "test"
            : "live";

    private static IEnumerable<(int Index, string Message)> Unreadable(SchemeDescription scheme, IReadOnlyList<Secret> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.IsUsable))
        {
            var reason = "";
            if (scheme.Signings.All(signing => signing.Key.Read(secret, out reason) is null))
            {
                yield return (secret.Index, reason);
            }
        }
    }

    // If the body does not contain the mode, test payments would count as real ones.
    private static IEnumerable<(int Index, string Message)> OfTheOtherMode(SchemeDescription scheme, IReadOnlyList<Secret> secrets) =>
        scheme.Signings[0].TestPrefix is not { } prefix || secrets.All(secret => !IsOf(secret, prefix))
            || secrets.All(secret => IsOf(secret, prefix))
            ? []
            : secrets.Where(secret => IsOf(secret, prefix))
                .Select(secret =>
                    (secret.Index, $"is a sandbox key ({prefix}…) beside a key of another kind; use a separate source for the sandbox"));

    private static bool IsOf(Secret secret, string prefix) => secret.Utf8.StartsWith(Encoding.UTF8.GetBytes(prefix));
}
