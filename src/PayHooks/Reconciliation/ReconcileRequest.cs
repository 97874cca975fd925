namespace PayHooks.Reconciliation;

/// <summary>What a run is asked for. Without any member it is the next scheduled run, at once.</summary>
internal sealed record ReconcileRequest
{
    /// <summary>The start of the window; null for what is due, or for three days with <see cref="Redeliver"/>.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The end of the window; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Looks up only this payment, by the provider's id.</summary>
    public string? Payment { get; init; }

    /// <summary>Compares and enqueues nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Reads the provider's deliveries, and asks it to make those again that have not arrived.</summary>
    public bool Redeliver { get; init; }

    /// <summary>Whether the run moves the watermark.</summary>
    public bool IsNext => Since is null && Until is null && Payment is null && !DryRun && !Redeliver;
}

/// <summary>The answer to a request for a run: a run, or why there is none.</summary>
/// <param name="Run">The report of the run, or null.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Detail">The reason and what to do, for a person.</param>
internal sealed record ReconcileAnswer(ReconcileRun? Run, ReconcileRefusal Refusal = ReconcileRefusal.None, string? Detail = null);

/// <summary>Why there was no run.</summary>
internal enum ReconcileRefusal
{
    /// <summary>There was one.</summary>
    None,

    /// <summary>The source does not exist.</summary>
    UnknownSource,

    /// <summary>The source has no API, or its API cannot do this.</summary>
    NotPossible,

    /// <summary>The window is not valid.</summary>
    BadWindow,

    /// <summary>Another run of the source is running.</summary>
    Busy,

    /// <summary>The provider asked to wait.</summary>
    Waiting,
}
