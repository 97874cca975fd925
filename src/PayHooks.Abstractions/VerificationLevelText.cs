namespace PayHooks;

/// <summary>Names of <see cref="VerificationLevel"/> values in messages, JSON and metrics.</summary>
internal static class VerificationLevelText
{
    /// <summary>The name of a level.</summary>
    public static string Of(VerificationLevel verification) => verification switch
    {
        VerificationLevel.Api => "api",
        VerificationLevel.Signature => "signature",
        VerificationLevel.Credentials => "credentials",
        VerificationLevel.Partial => "partial",
        _ => "none",
    };

    /// <summary>The level with a name.</summary>
    /// <exception cref="FormatException">The name is unknown.</exception>
    public static VerificationLevel Parse(string word) => word switch
    {
        "api" => VerificationLevel.Api,
        "signature" => VerificationLevel.Signature,
        "credentials" => VerificationLevel.Credentials,
        "partial" => VerificationLevel.Partial,
        "none" => VerificationLevel.None,
        _ => throw new FormatException($"'{word}' is not a verification level."),
    };
}
