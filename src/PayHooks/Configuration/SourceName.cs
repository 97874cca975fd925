namespace PayHooks.Configuration;

/// <summary>What a source may be named: 1 to 40 of a-z, 0-9 and _, which fits URLs, settings, tags and keys of every store.</summary>
internal static class SourceName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>Whether a source can have this name.</summary>
    public static bool IsWellFormed(string name) => name.Length is >= 1 and <= MaxLength && name.All(IsAllowed);

    /// <summary>Whether a character can be part of a name.</summary>
    public static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_';
}
