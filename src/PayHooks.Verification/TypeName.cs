using System.Buffers;

namespace PayHooks.Verification;

/// <summary>Validates provider names that become part of an event's type.</summary>
internal static class TypeName
{
    private const int Longest = 40;
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Whether the word is short and made of lowercase letters, digits, <c>_</c> and <c>-</c>.</summary>
    public static bool IsPlain(ReadOnlySpan<char> word) => word.Length is > 0 and <= Longest && word.IndexOfAnyExcept(Letters) < 0;
}
