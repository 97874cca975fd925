namespace PayHooks.Verification;

/// <summary>The result of verifying a delivery.</summary>
public readonly record struct Verdict
{
    /// <summary>Whether the delivery is accepted.</summary>
    public bool IsGenuine { get; private init; }

    /// <summary>
    /// Whether it is the provider's unsigned test call, sent when a URL is saved: not genuine, not stored, answered with
    /// 200.
    /// </summary>
    public bool IsPing { get; private init; }

    /// <summary>How far the delivery was authenticated; set only if genuine.</summary>
    public VerificationLevel Verification { get; private init; }

    /// <summary>The index of the secret that matched, or −1 if none was needed.</summary>
    public int SecretIndex { get; private init; }

    /// <summary>Why the delivery was rejected; set only if not genuine.</summary>
    public RejectionReason Reason { get; private init; }

    /// <summary>
    /// One sentence for the log and <c>payhooks verify</c>: what was checked and found; never contains a secret or a
    /// value of the body. Null if genuine.
    /// </summary>
    public string? Detail { get; private init; }

    /// <summary>Creates the verdict for a genuine delivery.</summary>
    public static Verdict Genuine(VerificationLevel verification, int secretIndex) =>
        new() { IsGenuine = true, Verification = verification, SecretIndex = secretIndex };

    /// <summary>The verdict for the provider's unsigned test call.</summary>
    public static Verdict Ping { get; } = new()
    {
        IsPing = true,
        Reason = RejectionReason.SignatureMissing,
        Detail = "it is an unsigned test call: answer it with 200",
        SecretIndex = -1,
    };

    /// <summary>Creates the verdict for a rejected delivery.</summary>
    public static Verdict Refused(RejectionReason reason, string detail) =>
        new() { Reason = reason, Detail = detail, SecretIndex = -1 };
}
