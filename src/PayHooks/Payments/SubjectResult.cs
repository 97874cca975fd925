namespace PayHooks.Payments;

/// <summary>What applying an event to a subject's row came to.</summary>
internal sealed record SubjectResult
{
    /// <summary>What the event did.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The change that it reports.</summary>
    public required string ChangeKey { get; init; }

    /// <summary>The event that made that change, itself or another; null when none has.</summary>
    public string? OwnerId { get; init; }

    /// <summary>For a change that had been made by a less verified event: that event. Its handlers do not run again.</summary>
    public string? TakenOverFrom { get; init; }

    /// <summary>For a running total of refunds: by how much it grew.</summary>
    public Amount? Difference { get; init; }

    /// <summary>Whether the capture made the payment's first success, so that the event is a <c>payment.succeeded</c>.</summary>
    public bool IsFirstCapture { get; init; }

    /// <summary>The flags that appeared with this event.</summary>
    public PaymentFlags Raised { get; init; }

    /// <summary>Whether the row already named the event, because it was applied before a crash.</summary>
    public bool WasApplied { get; init; }

    /// <summary>The result with the flags that the event raised on its payment.</summary>
    public SubjectResult With(PaymentFlags raised) => raised == PaymentFlags.None ? this : this with
    {
        Raised = Raised | raised,
        Effect = Effect is Effect.Unchanged or Effect.Stale && raised.Alarms() != PaymentFlags.None ? Effect.Conflict : Effect,
    };
}
