using System.Buffers;

namespace PayHooks.Verification.Signatures;

/// <summary>Validates header names.</summary>
internal static class HeaderName
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether a name is valid according to RFC 9110, section 5.1.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length > 0 && name.IndexOfAnyExcept(Characters) < 0;
}
