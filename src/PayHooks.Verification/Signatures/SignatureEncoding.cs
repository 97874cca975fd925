namespace PayHooks.Verification.Signatures;

/// <summary>The text encoding of a signature.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal or base64, detected from the exact length.</summary>
    Auto = 0,

    /// <summary>Hexadecimal in any case.</summary>
    Hex = 1,

    /// <summary>Standard base64 (RFC 4648 section 4) with padding.</summary>
    Base64 = 2,
}
