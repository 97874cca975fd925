namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Turns a provider's own type and status into a common type.</summary>
internal sealed class TypeMap
{
    /// <summary>The word for "the provider's own type, as it is".</summary>
    public const string Same = "same";

    private readonly Dictionary<string, string> exact = new(StringComparer.Ordinal);
    private readonly (string Start, string Type)[] families;

    /// <summary>Takes the map; null takes every type as it is.</summary>
    public TypeMap(IReadOnlyDictionary<string, string>? types)
    {
        types ??= new Dictionary<string, string> { ["*"] = Same };
        foreach (var (from, to) in types.Where(one => !one.Key.EndsWith('*')))
        {
            exact[from] = to;
        }

        families = [.. types.Where(one => one.Key.EndsWith('*')).Select(one => (Start: one.Key[..^1], one.Value)).OrderByDescending(one => one.Start.Length)];
    }

    /// <summary>Whether a text can be a type: words of <c>a-z 0-9 _ -</c> joined by dots.</summary>
    public static bool IsType(string text) => text.Split('.').All(word => TypeName.IsPlain(word));

    /// <summary>
    /// The common type. First counts what is mapped from <c>type|status</c>, then from the type, then from the status, then from
    /// the longest beginning with a <c>*</c> behind it.
    /// </summary>
    public string Of(string? type, string? status)
    {
        string?[] words = type is not null && status is not null ? [$"{type}|{status}", type, status] : [type ?? status];
        foreach (var word in words)
        {
            if (word is not null && exact.TryGetValue(word, out var common))
            {
                return Common(common, word);
            }
        }

        foreach (var (start, common) in families)
        {
            if (Array.Find(words, word => word is not null && word.Length > start.Length && word.StartsWith(start, StringComparison.Ordinal)) is { } word)
            {
                return Common(common, common == Same ? type ?? word : word);
            }
        }

        return EventTypes.Unrecognised;
    }

    private static string Common(string common, string word) => common != Same ? common : IsType(word) ? word : EventTypes.Unrecognised;
}
