namespace PayHooks.Payments;

/// <summary>The result of applying an event to a subject's row.</summary>
internal sealed record SubjectResult
{
    /// <summary>The event's effect.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The change that the event reports.</summary>
    public required string ChangeKey { get; init; }

    /// <summary>The event that made the change, this one or another; null if none did.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The less verified event that made the change before, if any. Its handlers do not run again.</summary>
    public string? TakenOverFrom { get; init; }

    /// <summary>For a running refund total: the increase.</summary>
    public Amount? Difference { get; init; }

    /// <summary>Whether the capture is the payment's first success, so that the event is a <c>payment.succeeded</c>.</summary>
    public bool IsFirstCapture { get; init; }

    /// <summary>The flags that this event raised.</summary>
    public PaymentFlags Raised { get; init; }

    /// <summary>Whether the row already contained the event, because it was applied before a crash.</summary>
    public bool WasApplied { get; init; }

    /// <summary>Adds the flags that the event raised on its payment.</summary>
    public SubjectResult With(PaymentFlags raised) => raised == PaymentFlags.None ? this : this with
    {
        Raised = Raised | raised,
        Effect = Effect is Effect.Unchanged or Effect.Stale && raised.Alarms() != PaymentFlags.None ? Effect.Conflict : Effect,
    };
}
