namespace PayHooks.Faults.Proof;

/// <summary>What came out.</summary>
internal sealed record Figures
{
    /// <summary>Deliveries that were answered 200.</summary>
    public required long Acked { get; init; }

    /// <summary>Events that they told of.</summary>
    public required long AckedEvents { get; init; }

    /// <summary>Acknowledged deliveries that the ledger does not count, or whose completed event never had an effect.</summary>
    public required long Lost { get; init; }

    /// <summary>Events that had an effect.</summary>
    public required long Handled { get; init; }

    /// <summary>Events in the ledger or at the target that nobody sent.</summary>
    public required long Invented { get; init; }

    /// <summary>Events that are not completed, and messages that still wait, after everything has become quiet.</summary>
    public required long Stuck { get; init; }

    /// <summary>Effects beyond an event's first that no kill excuses.</summary>
    public required long DoubledWithoutKill { get; init; }

    /// <summary>Effects beyond an event's first whose handler was running when its process was killed.</summary>
    public required long RerunAtKill { get; init; }

    /// <summary>How often the server was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>What the check of the store's integrity found, or null.</summary>
    public required string? Damage { get; init; }

    /// <summary>Requests that were made, those that broke off or were answered 503 among them.</summary>
    public long Requests { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Whether the promise was kept.</summary>
    public bool IsProof => (Lost, Stuck, DoubledWithoutKill, Invented, Damage) == (0, 0, 0, 0, null);
}
