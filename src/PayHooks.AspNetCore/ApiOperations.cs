using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Pauses;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>All operations of the API. <c>MapPayHooks</c> maps this list, and the Azure Functions app has a function for each
/// entry.</summary>
internal static class ApiOperations
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Lists events, newest first.</summary>
    public static ApiOperation ListEvents { get; } =
        Read(nameof(ListEvents), ApiRoutes.Events, Events((api, context) => api.ListAsync(context))) with
        {
            Query =
            [
                "source", "type", "status", "outcome", "since", "until", "q", "limit", "cursor", "payment", "livemode", "handler", "error",
                "group",
            ],
        };

    /// <summary>Gets an event with its payload and its log.</summary>
    public static ApiOperation ShowEvent { get; } =
        Read(nameof(ShowEvent), ApiRoutes.Event, Events((api, context) => api.ShowAsync(context)));

    /// <summary>Downloads the first body of an event, byte for byte.</summary>
    public static ApiOperation DownloadBody { get; } =
        Read(nameof(DownloadBody), ApiRoutes.Body, Events((api, context) => api.DownloadBodyAsync(context)));

    /// <summary>Erases the body of an event and the data copied from it.</summary>
    public static ApiOperation EraseBody { get; } = new(
        nameof(EraseBody), ApiRoutes.Body, [HttpMethods.Delete], ApiRight.Erase, Events((api, context) => api.EraseBodyAsync(context)))
    {
        Query = ["now"],
    };

    /// <summary>Reruns the handlers of an event.</summary>
    public static ApiOperation ReplayEvent { get; } = new(
        nameof(ReplayEvent), ApiRoutes.Replay, [HttpMethods.Post], ApiRight.Operate, Events((api, context) => api.ReplayAsync(context)))
    {
        Query = ["force"],
    };

    /// <summary>Finds payments by id, reference or flag.</summary>
    public static ApiOperation ListPayments { get; } = Read(
        nameof(ListPayments), ApiRoutes.Payments, (services, context) => services.GetRequiredService<PaymentsApi>().ListAsync(context)) with
    {
        Query = ["id", "reference", "flag", "source", "state"],
    };

    /// <summary>Gets a payment with its history.</summary>
    public static ApiOperation ShowPayment { get; } = Read(
        nameof(ShowPayment), ApiRoutes.Payment, (services, context) => services.GetRequiredService<PaymentsApi>().ShowAsync(context));

    /// <summary>Erases a payment and the payloads of its events.</summary>
    public static ApiOperation ErasePayment { get; } = new(
        nameof(ErasePayment), ApiRoutes.Payment, [HttpMethods.Delete], ApiRight.Erase,
        (services, context) => services.GetRequiredService<PaymentsApi>().EraseAsync(context))
    {
        Query = ["now"],
    };

    /// <summary>Lists the payment flags that have not been marked as seen.</summary>
    public static ApiOperation ListFlags { get; } = Read(
        nameof(ListFlags), ApiRoutes.Flags, (services, context) => services.GetRequiredService<FlagsApi>().ListAsync(context));

    /// <summary>Marks the flags of a payment or a payout as seen.</summary>
    public static ApiOperation MarkFlagsSeen { get; } = new(
        nameof(MarkFlagsSeen), ApiRoutes.SeenFlags, [HttpMethods.Post], ApiRight.Operate,
        (services, context) => services.GetRequiredService<FlagsApi>().MarkSeenAsync(context));

    /// <summary>Shows how far the sources are reconciled with their providers' APIs, and the last runs.</summary>
    public static ApiOperation ListReconciliations { get; } = Read(
        nameof(ListReconciliations), ApiRoutes.Reconciliations,
        (services, context) => services.GetRequiredService<ReconcileApi>().ListAsync(context));

    /// <summary>Compares a source with its provider's API and enqueues what is missing.</summary>
    public static ApiOperation RunReconciliation { get; } = new(
        nameof(RunReconciliation), ApiRoutes.Reconcile, [HttpMethods.Post], ApiRight.Operate,
        (services, context) => services.GetRequiredService<ReconcileApi>().RunAsync(context))
    {
        Query = ["since", "until", "payment", "dryRun", "redeliver"],
        Members = ["since", "until", "payment", "dryRun", "redeliver"],
    };

    /// <summary>Lists the sources and their state.</summary>
    public static ApiOperation ListSources { get; } =
        Read(nameof(ListSources), ApiRoutes.Sources, Events((api, context) => api.SourcesAsync(context)));

    /// <summary>Lists what is paused.</summary>
    public static ApiOperation ListPauses { get; } =
        Read(nameof(ListPauses), ApiRoutes.Pauses, Pauses((api, context) => api.ListAsync(context)));

    /// <summary>Lets the events of a source wait.</summary>
    public static ApiOperation PauseSource { get; } = Operate(
        nameof(PauseSource), ApiRoutes.PauseSource, Pauses((api, context) => api.PauseAsync(context, PauseKind.Source))) with
    {
        Members = ["until"],
    };

    /// <summary>Runs the events of a source again.</summary>
    public static ApiOperation ResumeSource { get; } = Operate(
        nameof(ResumeSource), ApiRoutes.ResumeSource, Pauses((api, context) => api.ResumeAsync(context, PauseKind.Source)));

    /// <summary>Lets the events of a handler wait.</summary>
    public static ApiOperation PauseHandler { get; } = Operate(
        nameof(PauseHandler), ApiRoutes.PauseHandler, Pauses((api, context) => api.PauseAsync(context, PauseKind.Handler))) with
    {
        Members = ["until"],
    };

    /// <summary>Runs the events of a handler again.</summary>
    public static ApiOperation ResumeHandler { get; } = Operate(
        nameof(ResumeHandler), ApiRoutes.ResumeHandler, Pauses((api, context) => api.ResumeAsync(context, PauseKind.Handler)));

    /// <summary>Lists the retrying and dead events by what fails.</summary>
    public static ApiOperation ListFailures { get; } = Read(
        nameof(ListFailures), ApiRoutes.Failures, (services, context) => services.GetRequiredService<FailuresApi>().ListAsync(context));

    /// <summary>Notes something about a failure group, or acknowledges it.</summary>
    public static ApiOperation NoteFailure { get; } = Operate(
        nameof(NoteFailure), ApiRoutes.Failure, (services, context) => services.GetRequiredService<FailuresApi>().NoteAsync(context)) with
    {
        Members = ["note", "acknowledged"],
    };

    /// <summary>Lists the bulk replays.</summary>
    public static ApiOperation ListReplays { get; } =
        Read(nameof(ListReplays), ApiRoutes.Replays, Replays((api, context) => api.ListAsync(context)));

    /// <summary>Starts a bulk replay, or counts its events.</summary>
    public static ApiOperation StartReplay { get; } = Operate(
        nameof(StartReplay), ApiRoutes.Replays, Replays((api, context) => api.StartAsync(context))) with
    {
        Members = ["filter", "ratePerSecond", "limit", "force", "dryRun"],
    };

    /// <summary>Shows how far a bulk replay has come.</summary>
    public static ApiOperation ShowReplay { get; } =
        Read(nameof(ShowReplay), ApiRoutes.BulkReplay, Replays((api, context) => api.ShowAsync(context)));

    /// <summary>Stops a bulk replay.</summary>
    public static ApiOperation StopReplay { get; } = new(
        nameof(StopReplay), ApiRoutes.BulkReplay, [HttpMethods.Delete], ApiRight.Operate,
        Replays((api, context) => api.StopAsync(context)));

    /// <summary>Gets the dead letters, the backlog, and the newest event of each source.</summary>
    public static ApiOperation ShowStats { get; } =
        Read(nameof(ShowStats), ApiRoutes.Stats, Events((api, context) => api.StatsAsync(context)));

    /// <summary>Gets the metrics of this process for the last hour.</summary>
    public static ApiOperation ShowOverview { get; } =
        Read(nameof(ShowOverview), ApiRoutes.Overview, Console((api, context) => api.OverviewAsync(context)));

    /// <summary>Lists the most recent deliveries that this process rejected.</summary>
    public static ApiOperation ListRejected { get; } =
        Read(nameof(ListRejected), ApiRoutes.Rejected, Console((api, context) => api.RejectedAsync(context))) with
        {
            Query = ["source", "limit"],
        };

    /// <summary>Lists the captures of rejected deliveries that run.</summary>
    public static ApiOperation ListCaptures { get; } =
        Read(nameof(ListCaptures), ApiRoutes.Captures, Captures((api, context) => api.ListAsync(context)));

    /// <summary>Captures the rejected deliveries of a source for some time.</summary>
    public static ApiOperation StartCapture { get; } = Operate(
        nameof(StartCapture), ApiRoutes.Captures, Captures((api, context) => api.StartAsync(context))) with
    {
        Members = ["source", "seconds"],
    };

    /// <summary>Gets the encrypted deliveries of a capture.</summary>
    public static ApiOperation ShowCapture { get; } =
        Read(nameof(ShowCapture), ApiRoutes.Capture, Captures((api, context) => api.ShowAsync(context))) with
        {
            Query = ["after"],
        };

    /// <summary>Ends a capture and removes its deliveries.</summary>
    public static ApiOperation StopCapture { get; } = new(
        nameof(StopCapture), ApiRoutes.Capture, [HttpMethods.Delete], ApiRight.Operate, Captures((api, context) => api.StopAsync(context)));

    /// <summary>Lists the requests that changed something.</summary>
    public static ApiOperation ListAudit { get; } = Read(
        nameof(ListAudit), ApiRoutes.Audit, (services, context) => services.GetRequiredService<AuditApi>().ListAsync(context)) with
    {
        Query = ["limit", "cursor"],
    };

    /// <summary>Streams new and changed events.</summary>
    public static ApiOperation FollowEvents { get; } =
        Read(nameof(FollowEvents), ApiRoutes.Stream, Console((api, context) => api.StreamAsync(context)));

    /// <summary>Runs the server's checks of itself.</summary>
    public static ApiOperation RunSelfChecks { get; } = Read(
        nameof(RunSelfChecks), ApiRoutes.SelfChecks, (services, context) => services.GetRequiredService<SelfCheckApi>().RunAsync(context));

    /// <summary>Describes what the host supports.</summary>
    public static ApiOperation DescribeHost { get; } =
        Read(nameof(DescribeHost), ApiRoutes.Host, Console((api, context) => api.HostAsync(context)));

    /// <summary>Downloads the whole store as one file. Not in <see cref="All"/>: only a host with an embedded store supports it.</summary>
    public static ApiOperation BackUpStore { get; } = Read(
        nameof(BackUpStore), ApiRoutes.Backup,
        (services, context) => BackupApi.DownloadAsync(services.GetRequiredService<IStoreBackup>(), context));

    /// <summary>The operations of every host.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        ListEvents, ShowEvent, DownloadBody, EraseBody, ReplayEvent, ListPayments, ShowPayment, ErasePayment, ListFlags, MarkFlagsSeen,
        ListReconciliations, RunReconciliation, ListSources, ShowStats, ShowOverview, ListRejected, ListAudit, FollowEvents,
        RunSelfChecks, DescribeHost, ListPauses, PauseSource, ResumeSource, PauseHandler, ResumeHandler, ListFailures, NoteFailure,
        ListReplays, StartReplay, ShowReplay, StopReplay, ListCaptures, StartCapture, ShowCapture, StopCapture,
    ];

    private static ApiOperation Read(string name, string route, Func<IServiceProvider, HttpContext, Task> answer) =>
        new(name, route, Get, ApiRight.Read, answer);

    private static ApiOperation Operate(string name, string route, Func<IServiceProvider, HttpContext, Task> answer) =>
        new(name, route, [HttpMethods.Post], ApiRight.Operate, answer);

    private static Func<IServiceProvider, HttpContext, Task> Pauses(Func<PausesApi, HttpContext, Task> answer) =>
        (services, context) => answer(services.GetRequiredService<PausesApi>(), context);

    private static Func<IServiceProvider, HttpContext, Task> Captures(Func<CapturesApi, HttpContext, Task> answer) =>
        (services, context) => answer(services.GetRequiredService<CapturesApi>(), context);

    private static Func<IServiceProvider, HttpContext, Task> Replays(Func<ReplaysApi, HttpContext, Task> answer) =>
        (services, context) => answer(services.GetRequiredService<ReplaysApi>(), context);

    private static Func<IServiceProvider, HttpContext, Task> Events(Func<OperationsApi, HttpContext, Task> answer) =>
        (services, context) => answer(services.GetRequiredService<OperationsApi>(), context);

    private static Func<IServiceProvider, HttpContext, Task> Console(Func<ConsoleApi, HttpContext, Task> answer) =>
        (services, context) => answer(services.GetRequiredService<ConsoleApi>(), context);
}
