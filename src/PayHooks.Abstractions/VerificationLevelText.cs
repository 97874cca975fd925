namespace PayHooks;

/// <summary>The words for <see cref="VerificationLevel"/> in messages, JSON and metrics.</summary>
internal static class VerificationLevelText
{
    /// <summary>The word for a verification.</summary>
    public static string Of(VerificationLevel verification) => verification switch
    {
        VerificationLevel.Api => "api",
        VerificationLevel.Signature => "signature",
        VerificationLevel.Credentials => "credentials",
        VerificationLevel.Partial => "partial",
        _ => "none",
    };

    /// <summary>The verification of a word.</summary>
    /// <exception cref="FormatException">The word is not one of them.</exception>
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
