namespace PayHooks.Verification;

/// <summary>What a provider decided about a delivery.</summary>
public readonly record struct Verdict
{
    /// <summary>Whether the delivery is accepted.</summary>
    public bool IsGenuine { get; private init; }

    /// <summary>How far it was authenticated; only when genuine.</summary>
    public VerificationLevel Verification { get; private init; }

    /// <summary>The index of the secret that matched, or −1 when none was needed.</summary>
    public int SecretIndex { get; private init; }

    /// <summary>Why it was refused; only when not genuine.</summary>
    public RejectionReason Reason { get; private init; }

    /// <summary>
    /// One sentence for the log and <c>payhooks verify</c>: what was checked and what was seen; never a secret, never a
    /// value of the body. Null when genuine.
    /// </summary>
    public string? Detail { get; private init; }

    /// <summary>The delivery is genuine.</summary>
    public static Verdict Genuine(VerificationLevel verification, int secretIndex) =>
        new() { IsGenuine = true, Verification = verification, SecretIndex = secretIndex };

    /// <summary>The delivery is refused.</summary>
    public static Verdict Refused(RejectionReason reason, string detail) =>
        new() { Reason = reason, Detail = detail, SecretIndex = -1 };
}

/// <summary>Why a delivery was refused. The names, in snake case, are the values of the metric tag <c>reason</c>.</summary>
public enum RejectionReason
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The signature or the credentials are missing or empty.</summary>
    SignatureMissing,

    /// <summary>The header or field that holds the signature came more than once.</summary>
    SignatureRepeated,

    /// <summary>The signature has not the form that the scheme prescribes.</summary>
    SignatureMalformed,

    /// <summary>The signature or the credentials are well-formed and do not match: another secret, or an altered body.</summary>
    SignatureMismatch,

    /// <summary>The scheme signs a time and it is missing or unreadable.</summary>
    TimestampMissing,

    /// <summary>The signed time is too far from ours.</summary>
    TimestampStale,

    /// <summary>The provider does not sign this kind and the source does not accept it unsigned.</summary>
    UnsignedKind,

    /// <summary>The scheme signs fields of the body and the body cannot be read (400).</summary>
    BodyUnreadable,

    /// <summary>The scheme signs fields of the body and a top-level key is there twice (400).</summary>
    DuplicateKeys,

    /// <summary>None of the usable secrets matched, and at least one configured secret is not usable (503).</summary>
    SecretUnusable,
}
