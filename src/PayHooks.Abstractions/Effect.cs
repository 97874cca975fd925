namespace PayHooks;

/// <summary>The effect of an event on the payment, refund, dispute or payout that it reports.</summary>
public enum Effect
{
    /// <summary>It reports a change that no earlier event reported.</summary>
    Changed = 0,

    /// <summary>An earlier event reported the same change.</summary>
    Unchanged = 1,

    /// <summary>It is older than the current state.</summary>
    Stale = 2,

    /// <summary>It contradicts the known state: it changed nothing and raised an alert.</summary>
    Conflict = 3,
}

/// <summary>Which events a handler runs for.</summary>
[Flags]
public enum Effects
{
    /// <summary>No events.</summary>
    None = 0,

    /// <summary>Events that report a change, and events that report no state, such as those of customers and subscriptions.</summary>
    Changed = 1,

    /// <summary>Events that repeat an already reported change.</summary>
    Unchanged = 2,

    /// <summary>Events that are older than the current state.</summary>
    Stale = 4,

    /// <summary>Events that contradict the known state.</summary>
    Conflict = 8,

    /// <summary>Every event.</summary>
    All = Changed | Unchanged | Stale | Conflict,
}
