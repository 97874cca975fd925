namespace PayHooks.Verification.Json;

/// <summary>Parses providers' spellings of a boolean.</summary>
internal static class BooleanText
{
    /// <summary>true and false in any case, 1 and 0; null otherwise.</summary>
    public static bool? Parse(string? text) => text?.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    /// <summary>Whether a flag, or the name of an environment, means live.</summary>
    public static bool? Live(string? text) => text?.ToLowerInvariant() switch
    {
        "live" or "production" => true,
        "test" or "sandbox" => false,
        _ => Parse(text),
    };
}
