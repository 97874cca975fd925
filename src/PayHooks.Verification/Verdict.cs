namespace PayHooks.Verification;

/// <summary>A provider's decision about a delivery.</summary>
public readonly record struct Verdict
{
    /// <summary>Whether the delivery is accepted.</summary>
    public bool IsGenuine { get; private init; }

    /// <summary>
    /// Whether it is the provider's unsigned test call, which it sends when an address is saved: not genuine, not stored, answered with
    /// 200.
    /// </summary>
    public bool IsPing { get; private init; }

    /// <summary>How far it was authenticated; only when genuine.</summary>
    public VerificationLevel Verification { get; private init; }

    /// <summary>The index of the secret that matched, or −1 when none was needed.</summary>
    public int SecretIndex { get; private init; }

    /// <summary>Why it was rejected; only when not genuine.</summary>
    public RejectionReason Reason { get; private init; }

    /// <summary>
    /// One sentence for the log and <c>payhooks verify</c>: what was checked and found; never a secret, never a
    /// value of the body. Null when genuine.
    /// </summary>
    public string? Detail { get; private init; }

    /// <summary>The delivery is genuine.</summary>
    public static Verdict Genuine(VerificationLevel verification, int secretIndex) =>
        new() { IsGenuine = true, Verification = verification, SecretIndex = secretIndex };

    /// <summary>The delivery is the provider's unsigned test call.</summary>
    public static Verdict Ping { get; } = new()
    {
        IsPing = true,
        Reason = RejectionReason.SignatureMissing,
        Detail = "it is an unsigned test call: answer it with 200",
        SecretIndex = -1,
    };

    /// <summary>The delivery is rejected.</summary>
    public static Verdict Refused(RejectionReason reason, string detail) =>
        new() { Reason = reason, Detail = detail, SecretIndex = -1 };
}
