namespace PayHooks.Verification;

/// <summary>The result of <see cref="WebhookVerifier"/> for one delivery.</summary>
public sealed class VerificationResult
{
    internal VerificationResult(Verdict verdict, IReadOnlyList<VerifiedEvent> events)
    {
        Verdict = verdict;
        Events = events;
    }

    /// <summary>The verdict, with the index of the secret that matched.</summary>
    public Verdict Verdict { get; }

    /// <summary>Whether the delivery is accepted. Anything else must be rejected: its sender is unknown.</summary>
    public bool IsGenuine => Verdict.IsGenuine;

    /// <summary>Whether it is the provider's unsigned test call, sent when a URL is saved: answer it with 200 and store nothing.</summary>
    public bool IsPing => Verdict.IsPing;

    /// <summary>How far the delivery was authenticated; set only if genuine. At <see cref="VerificationLevel.Partial"/> some facts are not
    /// signed.</summary>
    public VerificationLevel Verification => Verdict.Verification;

    /// <summary>Why the delivery was rejected; <see cref="RejectionReason.None"/> if genuine.</summary>
    public RejectionReason Reason => Verdict.Reason;

    /// <summary>What was checked and found, for the log; never contains a secret or a value of the body. Null if genuine.</summary>
    public string? Detail => Verdict.Detail;

    /// <summary>The events of the delivery: at least one if it is genuine, several for a batch, none if it was rejected.</summary>
    public IReadOnlyList<VerifiedEvent> Events { get; }

    /// <summary>The facts of the first event, for providers that send one event at a time.</summary>
    /// <exception cref="InvalidOperationException">The delivery was rejected: its content must not be used.</exception>
    public EventFacts Facts => Events is [var first, ..]
        ? first.Facts
        : throw new InvalidOperationException($"The delivery was rejected ({Detail}). Check {nameof(IsGenuine)} before reading its facts.");
}
