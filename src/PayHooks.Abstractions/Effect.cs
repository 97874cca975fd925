namespace PayHooks;

/// <summary>What an event did to the payment, refund, dispute or payout that it reports.</summary>
public enum Effect
{
    /// <summary>It reports a change that no earlier event had reported.</summary>
    Changed = 0,

    /// <summary>Another event had reported the same change.</summary>
    Unchanged = 1,

    /// <summary>It is older than the current state.</summary>
    Stale = 2,

    /// <summary>It contradicts what is known: it changed nothing and raised an alarm.</summary>
    Conflict = 3,
}

/// <summary>Which events a handler runs for.</summary>
[Flags]
public enum Effects
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Changes, and events that report no state: those of customers, subscriptions and the like.</summary>
    Changed = 1,

    /// <summary>Events that report a change again.</summary>
    Unchanged = 2,

    /// <summary>Events that are older than the current state.</summary>
    Stale = 4,

    /// <summary>Events that contradict what is known.</summary>
    Conflict = 8,

    /// <summary>Every event.</summary>
    All = Changed | Unchanged | Stale | Conflict,
}
