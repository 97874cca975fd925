using PayHooks.Scheduling;

namespace PayHooks.Reconciliation;

/// <summary>Reconciles the sources of a long-running server on schedule. On Azure, a timer does this.</summary>
internal sealed class ReconcileService(Reconciler reconciler, ReconcileLog log, TimeProvider time) : RepeatedWork(time)
{
    /// <summary>How often to look whether a source is due.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>First the queue that is left from the last process: what waits in it is not missing.</summary>
    protected override TimeSpan FirstWait => Interval;

    /// <inheritdoc/>
    protected override TimeSpan Wait => Interval;

    /// <inheritdoc/>
    protected override bool IsNeeded => reconciler.HasSchedule;

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken stopping) => await reconciler.RunDueAsync(stopping);

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => log.Failed("all sources", error);
}
