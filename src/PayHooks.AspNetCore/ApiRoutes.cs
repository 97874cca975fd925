namespace PayHooks.AspNetCore;

/// <summary>The routes of <see cref="ApiOperations"/>, as constants for attributes.</summary>
internal static class ApiRoutes
{
    /// <summary>All events.</summary>
    public const string Events = "api/events";

    /// <summary>One event.</summary>
    public const string Event = "api/events/{id}";

    /// <summary>The body of an event.</summary>
    public const string Body = "api/events/{id}/body";

    /// <summary>Replays of an event.</summary>
    public const string Replay = "api/events/{id}/replay";

    /// <summary>Payments.</summary>
    public const string Payments = "api/payments";

    /// <summary>One payment.</summary>
    public const string Payment = "api/payments/{source}/{id}";

    /// <summary>Payment flags that have not been marked as seen.</summary>
    public const string Flags = "api/flags";

    /// <summary>Marks the flags of a payment or a payout as seen.</summary>
    public const string SeenFlags = "api/flags/{source}/{kind}/{id}/seen";

    /// <summary>How far the sources are reconciled.</summary>
    public const string Reconciliations = "api/reconcile";

    /// <summary>Reconciles a source.</summary>
    public const string Reconcile = "api/reconcile/{source}";

    /// <summary>The sources.</summary>
    public const string Sources = "api/sources";

    /// <summary>What is paused.</summary>
    public const string Pauses = "api/pauses";

    /// <summary>Pauses a source.</summary>
    public const string PauseSource = "api/sources/{name}/pause";

    /// <summary>Resumes a source.</summary>
    public const string ResumeSource = "api/sources/{name}/resume";

    /// <summary>Pauses a handler.</summary>
    public const string PauseHandler = "api/handlers/{name}/pause";

    /// <summary>Resumes a handler.</summary>
    public const string ResumeHandler = "api/handlers/{name}/resume";

    /// <summary>Retrying and dead events by what fails.</summary>
    public const string Failures = "api/failures";

    /// <summary>One failure group.</summary>
    public const string Failure = "api/failures/{id}";

    /// <summary>Bulk replays.</summary>
    public const string Replays = "api/replays";

    /// <summary>One bulk replay.</summary>
    public const string BulkReplay = "api/replays/{id}";

    /// <summary>Statistics.</summary>
    public const string Stats = "api/stats";

    /// <summary>The metrics of the last hour.</summary>
    public const string Overview = "api/overview";

    /// <summary>Rejected deliveries.</summary>
    public const string Rejected = "api/rejected";

    /// <summary>Captures of rejected deliveries.</summary>
    public const string Captures = "api/captures";

    /// <summary>One capture of rejected deliveries.</summary>
    public const string Capture = "api/captures/{id}";

    /// <summary>The requests that changed something.</summary>
    public const string Audit = "api/audit";

    /// <summary>The stream of new and changed events.</summary>
    public const string Stream = "api/stream";

    /// <summary>The whole store as one file, if the store supports backups.</summary>
    public const string Backup = "api/backup";

    /// <summary>The server's checks of itself.</summary>
    public const string SelfChecks = "api/checks";

    /// <summary>What the host supports.</summary>
    public const string Host = "api/host";
}
