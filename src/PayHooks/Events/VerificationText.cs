namespace PayHooks;

/// <summary>The words for <see cref="Verification"/> in messages, JSON and metrics.</summary>
public static class VerificationText
{
    /// <summary>The word for a verification.</summary>
    public static string Of(Verification verification) => verification switch
    {
        Verification.Signature => "signature",
        Verification.Credentials => "credentials",
        Verification.Partial => "partial",
        _ => "none",
    };

    /// <summary>The verification of a word.</summary>
    /// <exception cref="FormatException">The word is not one of them.</exception>
    public static Verification Parse(string word) => word switch
    {
        "signature" => Verification.Signature,
        "credentials" => Verification.Credentials,
        "partial" => Verification.Partial,
        "none" => Verification.None,
        _ => throw new FormatException($"'{word}' is no verification."),
    };
}
