using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Reconciliation;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>All operations of the API. <c>MapPayHooks</c> maps this list, and the Azure Functions app has a function for each
/// entry.</summary>
internal static partial class ApiOperations
{
    private static string[] Get => [HttpMethods.Get, HttpMethods.Head];

    public static ApiOperation ListEvents { get; } =
        Read(nameof(ListEvents), ApiRoutes.Events, Call<OperationsApi>((api, context) => api.ListAsync(context))) with
        {
            Summary = "Lists events, newest first.",
            Query = ApiParameters.EventFilter,
            Results = [ApiResult.Of("A page of events.", EventJson.ListType)],
        };

    public static ApiOperation ShowEvent { get; } =
        Read(nameof(ShowEvent), ApiRoutes.Event, Call<OperationsApi>((api, context) => api.ShowAsync(context))) with
        {
            Summary = "Gets an event with its payload and its log.",
            Path = [ApiParameters.EventId],
            Results = [ApiResult.Of("The event.", EventJson.DetailType)],
        };

    public static ApiOperation DownloadBody { get; } =
        Read(nameof(DownloadBody), ApiRoutes.Body, Call<OperationsApi>((api, context) => api.DownloadBodyAsync(context))) with
        {
            Summary = "Downloads the first body of an event, byte for byte.",
            Path = [ApiParameters.EventId],
            Results = [ApiResult.Content("The body.", "application/octet-stream")],
        };

    public static ApiOperation EraseBody { get; } = new(
        nameof(EraseBody), ApiRoutes.Body, [HttpMethods.Delete], ApiRight.Erase,
        Call<OperationsApi>((api, context) => api.EraseBodyAsync(context)))
    {
        Summary = "Erases the body of an event and the data copied from it.",
        Path = [ApiParameters.EventId],
        Query = [ApiParameters.Now],
        Results = [ApiResult.NoContent],
    };

    public static ApiOperation ReplayEvent { get; } = Operate(
        nameof(ReplayEvent), ApiRoutes.Replay, Call<OperationsApi>((api, context) => api.ReplayAsync(context))) with
    {
        Summary = "Reruns the handlers of an event.",
        Path = [ApiParameters.EventId],
        Query = [ApiParameters.Force],
        Results = [ApiResult.Of("The replay is enqueued.", OperationsJson.Default.ReplayAccepted, StatusCodes.Status202Accepted)],
    };

    public static ApiOperation ListPayments { get; } = Read(
        nameof(ListPayments), ApiRoutes.Payments, Call<PaymentsApi>((api, context) => api.ListAsync(context))) with
    {
        Summary = "Finds payments by id, reference or flag.",
        Query = ApiParameters.PaymentFilter,
        Results = [ApiResult.Of("The payments, the one with the most recent event first.", PaymentJson.ListType)],
    };

    public static ApiOperation ShowPayment { get; } = Read(
        nameof(ShowPayment), ApiRoutes.Payment, Call<PaymentsApi>((api, context) => api.ShowAsync(context))) with
    {
        Summary = "Gets a payment with its history.",
        Path = [ApiParameters.RouteSource, ApiParameters.PaymentId],
        Results = [ApiResult.Of("The payment.", PaymentJson.Type)],
    };

    public static ApiOperation ErasePayment { get; } = new(
        nameof(ErasePayment), ApiRoutes.Payment, [HttpMethods.Delete], ApiRight.Erase,
        Call<PaymentsApi>((api, context) => api.EraseAsync(context)))
    {
        Summary = "Erases a payment and the payloads of its events.",
        Path = [ApiParameters.RouteSource, ApiParameters.PaymentId],
        Query = [ApiParameters.Now],
        Results = [ApiResult.NoContent],
    };

    public static ApiOperation ListFlags { get; } = Read(
        nameof(ListFlags), ApiRoutes.Flags, Call<FlagsApi>((api, context) => api.ListAsync(context))) with
    {
        Summary = "Lists the payment flags that have not been marked as seen.",
        Results = [ApiResult.Of("The flags, newest first.", FlagJson.ListType)],
    };

    public static ApiOperation MarkFlagsSeen { get; } = Operate(
        nameof(MarkFlagsSeen), ApiRoutes.SeenFlags, Call<FlagsApi>((api, context) => api.MarkSeenAsync(context))) with
    {
        Summary = "Marks the flags of a payment or a payout as seen.",
        Path = [ApiParameters.RouteSource, ApiParameters.FlaggedKind, ApiParameters.FlaggedId],
        Results = [ApiResult.NoContent],
    };

    public static ApiOperation ListReconciliations { get; } = Read(
        nameof(ListReconciliations), ApiRoutes.Reconciliations,
        Call<ReconcileApi>((api, context) => api.ListAsync(context))) with
    {
        Summary = "Shows how far the sources are reconciled with their providers' APIs, and the last runs.",
        Results = [ApiResult.Of("The sources that have an API.", ReconcileJson.Default.ReconcileStatuses)],
    };

    public static ApiOperation RunReconciliation { get; } = Operate(
        nameof(RunReconciliation), ApiRoutes.Reconcile, Call<ReconcileApi>((api, context) => api.RunAsync(context))) with
    {
        Summary = "Compares a source with its provider's API and enqueues what is missing.",
        Path = [ApiParameters.RouteSource],
        Query = ApiParameters.Reconciliation,
        Members = ApiParameters.Reconciliation,
        Results = [ApiResult.Of("The report.", ReconcileJson.Default.ReconcileRun)],
    };

    public static ApiOperation ListSources { get; } =
        Read(nameof(ListSources), ApiRoutes.Sources, Call<OperationsApi>((api, context) => api.SourcesAsync(context))) with
        {
            Summary = "Lists the sources and their state.",
            Results = [ApiResult.Of("The sources, by name.", OperationsJson.Default.SourceStates)],
        };

    public static ApiOperation ShowStats { get; } =
        Read(nameof(ShowStats), ApiRoutes.Stats, Call<OperationsApi>((api, context) => api.StatsAsync(context))) with
        {
            Summary = "Gets the dead letters, the backlog, and the newest event of each source.",
            Results = [ApiResult.Of("The statistics.", OperationsJson.Default.EventStats)],
        };

    public static ApiOperation ShowOverview { get; } =
        Read(nameof(ShowOverview), ApiRoutes.Overview, Call<ConsoleApi>((api, context) => api.OverviewAsync(context))) with
        {
            Summary = "Gets the metrics of all instances for the last hour.",
            Results = [ApiResult.Of("The metrics.", ConsoleJson.Default.OverviewResponse)],
        };

    public static ApiOperation ListRejected { get; } =
        Read(nameof(ListRejected), ApiRoutes.Rejected, Call<ConsoleApi>((api, context) => api.RejectedAsync(context))) with
        {
            Summary = "Lists the deliveries that were rejected in the last seven days.",
            Query = ApiParameters.RejectionFilter,
            Results = [ApiResult.Of("The deliveries and their counts, newest first.", ConsoleJson.Default.RejectedList)],
        };

    public static ApiOperation ListAudit { get; } = Read(
        nameof(ListAudit), ApiRoutes.Audit, Call<AuditApi>((api, context) => api.ListAsync(context))) with
    {
        Summary = "Lists the requests that changed something.",
        Query = ApiParameters.AuditFilter,
        Results = [ApiResult.Of("A page of entries, newest first.", AuditApiJson.Default.AuditPage)],
    };

    public static ApiOperation FollowEvents { get; } =
        Read(nameof(FollowEvents), ApiRoutes.Stream, Call<ConsoleApi>((api, context) => api.StreamAsync(context))) with
        {
            Summary = "Streams new and changed events.",
            Results = [ApiResult.Content("Server-sent events: change with an event, many with a count, ping.", "text/event-stream")],
        };

    public static ApiOperation RunSelfChecks { get; } = Read(
        nameof(RunSelfChecks), ApiRoutes.SelfChecks,
        Call<SelfCheckApi>((api, context) => api.RunAsync(context))) with
    {
        Summary = "Runs the server's checks of itself.",
        Results = [ApiResult.Of("What the checks found.", SelfCheckJson.Default.SelfCheckResponse)],
    };

    public static ApiOperation DescribeHost { get; } =
        Read(nameof(DescribeHost), ApiRoutes.Host, Call<ConsoleApi>((api, context) => api.HostAsync(context))) with
        {
            Summary = "Describes what the host supports.",
            Results = [ApiResult.Of("The host.", ConsoleJson.Default.HostFacts)],
        };

    // Not in All: only a host with an embedded store supports it.
    public static ApiOperation BackUpStore { get; } = Read(
        nameof(BackUpStore), ApiRoutes.Backup,
        (services, context) => BackupApi.DownloadAsync(services.GetRequiredService<IStoreBackup>(), context)) with
    {
        Summary = "Downloads the whole store as one file.",
        Results = [ApiResult.Content("The backup.", "application/x-tar")],
    };

    /// <summary>The operations of a host.</summary>
    /// <param name="hasBackup">Whether its store supports backups.</param>
    public static IReadOnlyList<ApiOperation> Of(bool hasBackup) => hasBackup ? [.. All, BackUpStore] : All;

    /// <summary>The operations of every host.</summary>
    public static IReadOnlyList<ApiOperation> All => field ??=
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

    private static Func<IServiceProvider, HttpContext, Task> Call<TApi>(Func<TApi, HttpContext, Task> answer)
        where TApi : notnull =>
        (services, context) => answer(services.GetRequiredService<TApi>(), context);
}
