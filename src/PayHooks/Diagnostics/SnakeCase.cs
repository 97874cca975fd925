using System.Collections.Concurrent;
using System.Text;

namespace PayHooks.Diagnostics;

/// <summary>Names of enum members in snake case, as used in metrics and logs.</summary>
internal static class SnakeCase
{
    /// <summary><c>SignatureMismatch</c> → <c>signature_mismatch</c>.</summary>
    public static string Of<T>(T member) where T : struct, Enum => Names<T>.All.GetOrAdd(member, static value =>
    {
        var text = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    });

    private static class Names<T> where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> All = new();
    }
}
