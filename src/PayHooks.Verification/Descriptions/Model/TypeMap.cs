namespace PayHooks.Verification.Descriptions.Model;

/// <summary>
/// Maps a provider's type and status to a common type. Keys are <c>TYPE</c>, <c>TYPE|STATUS</c>, <c>|STATUS</c> for events without a
/// type, and any of these with a trailing <c>*</c>; a description with object kinds prefixes them with <c>KIND:</c>, and <c>KIND:</c> alone
/// matches every body of the kind.
/// </summary>
internal sealed class TypeMap
{
    /// <summary>The keyword for "use the provider's own type".</summary>
    public const string Same = "same";

    private readonly Dictionary<string, string> exact = new(StringComparer.Ordinal);
    private readonly HashSet<string> withStatus = new(StringComparer.Ordinal);
    private readonly (string Start, string Type)[] families;

    /// <summary>Creates the map; null maps every type to itself.</summary>
    public TypeMap(IReadOnlyDictionary<string, string>? types)
    {
        types ??= new Dictionary<string, string> { ["*"] = Same, ["|*"] = Same };
        foreach (var (from, to) in types.Where(one => !one.Key.EndsWith('*')))
        {
            exact[from] = to;
        }

        withStatus.UnionWith(types.Keys.Select(TypeOf).OfType<string>());
        families = [.. types.Where(one => one.Key.EndsWith('*')).Select(one => (Start: one.Key[..^1], one.Value))
            .OrderByDescending(one => one.Start.Length)];
        Unreachable = [.. exact.Keys.Where(withStatus.Contains)];
    }

    /// <summary>Keys that can never match, because the map lists statuses of the same type.</summary>
    public IReadOnlyList<string> Unreachable { get; }

    /// <summary>Whether a text can be a type: words of <c>a-z 0-9 _ -</c> joined by dots.</summary>
    public static bool IsType(string text) => text.Split('.').All(word => TypeName.IsPlain(word));

    /// <summary>
    /// The common type. If the map lists statuses of a type, its other statuses are unrecognised. A status is not looked up as a type.
    /// </summary>
    /// <param name="prefix">The kind of object and a colon, or empty.</param>
    /// <param name="type">The provider's type.</param>
    /// <param name="status">The provider's status.</param>
    public string Of(string prefix, string? type, string? status)
    {
        var typed = prefix + type;
        var whole = status is null ? typed : $"{typed}|{status}";
        if (exact.TryGetValue(whole, out var common))
        {
            return Common(common, type ?? status);
        }

        var hasStatuses = withStatus.Contains(typed);
        if (!hasStatuses && type is not null && exact.TryGetValue(typed, out common))
        {
            return Common(common, type);
        }

        // Without a type, only a wildcard key that contains the bar matches.
        var least = hasStatuses ? typed.Length + 1 : type is null ? prefix.Length + 1 : prefix.Length;
        foreach (var (start, family) in families)
        {
            if (start.Length >= least && whole.Length > start.Length && whole.StartsWith(start, StringComparison.Ordinal))
            {
                return Common(family, type ?? status);
            }
        }

        if (!hasStatuses && prefix.Length > 0 && !withStatus.Contains(prefix) && exact.TryGetValue(prefix, out common))
        {
            return Common(common, type ?? status);
        }

        return EventTypes.Unrecognised;
    }

    /// <summary>The types that the map can yield: common types, and families such as <c>subscription.*</c>. Empty if it can yield any
    /// type.</summary>
    /// <param name="types">The map, or null.</param>
    /// <param name="hasKinds">Whether the keys have an object kind as a prefix.</param>
    public static IReadOnlyList<string> Yields(IReadOnlyDictionary<string, string>? types, bool hasKinds)
    {
        HashSet<string> all = new(StringComparer.Ordinal);
        foreach (var (from, to) in types ?? new Dictionary<string, string> { ["*"] = Same })
        {
            var own = from[(hasKinds ? from.IndexOf(':', StringComparison.Ordinal) + 1 : 0)..];
            own = own.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar ? own[..bar] : own.TrimStart('|');
            var produced = to == Same ? own : to;
            if (produced.EndsWith('*') && !(produced.EndsWith(".*", StringComparison.Ordinal) && IsType(produced[..^2])))
            {
                return [];
            }

            if (produced.EndsWith('*') || IsType(produced))
            {
                all.Add(produced);
            }
        }

        all.Remove(EventTypes.Unrecognised);
        return [.. all.Order(StringComparer.Ordinal)];
    }

    private static string? TypeOf(string key) => key.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar ? key[..bar] : null;

    private static string Common(string common, string? word) =>
        common != Same ? common : word is not null && IsType(word) ? word : EventTypes.Unrecognised;
}
