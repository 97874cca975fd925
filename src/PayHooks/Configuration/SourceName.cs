namespace PayHooks.Configuration;

/// <summary>Valid source names: 1 to 40 of a-z, 0-9 and _, which suit URLs, settings, tags and the keys of every store.</summary>
internal static class SourceName
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>Whether a name is valid.</summary>
    public static bool IsWellFormed(string name) => name.Length is >= 1 and <= MaxLength && name.All(IsAllowed);

    /// <summary>Whether a character is allowed in a name.</summary>
    public static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_';
}
