using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary>
/// The operations API: one function for each entry of <see cref="ApiOperations"/>. Callers need a function key (header
/// <c>x-functions-key</c>). A key is valid for one function only, so a read key cannot change anything.
/// </summary>
public sealed class OperateEvents(IServiceProvider services)
{
    private readonly ApiPipeline pipeline = services.GetRequiredService<ApiPipeline>();

    /// <summary>Lists events, newest first.</summary>
    [Function(nameof(ApiOperations.ListEvents))]
    public Task ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Events)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListEvents);

    /// <summary>Gets one event.</summary>
    [Function(nameof(ApiOperations.ShowEvent))]
    public Task ShowAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Event)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowEvent);

    /// <summary>Gets an event's body, byte for byte.</summary>
    [Function(nameof(ApiOperations.DownloadBody))]
    public Task DownloadBodyAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Body)] HttpRequest request) =>
        RunAsync(request, ApiOperations.DownloadBody);

    /// <summary>Erases an event's body and everything copied from it.</summary>
    [Function(nameof(ApiOperations.EraseBody))]
    public Task EraseBodyAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = ApiRoutes.Body)] HttpRequest request) =>
        RunAsync(request, ApiOperations.EraseBody);

    /// <summary>Runs an event's handlers again.</summary>
    [Function(nameof(ApiOperations.ReplayEvent))]
    public Task ReplayAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.Replay)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ReplayEvent);

    /// <summary>Finds payments by id, reference or flag.</summary>
    [Function(nameof(ApiOperations.ListPayments))]
    public Task ListPaymentsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Payments)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListPayments);

    /// <summary>Gets one payment with its history.</summary>
    [Function(nameof(ApiOperations.ShowPayment))]
    public Task ShowPaymentAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Payment)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowPayment);

    /// <summary>Erases a payment and the payloads of its events.</summary>
    [Function(nameof(ApiOperations.ErasePayment))]
    public Task ErasePaymentAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = ApiRoutes.Payment)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ErasePayment);

    /// <summary>Lists unseen flags of payments.</summary>
    [Function(nameof(ApiOperations.ListFlags))]
    public Task ListFlagsAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Flags)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListFlags);

    /// <summary>Marks the flags of a payment or a payout as seen.</summary>
    [Function(nameof(ApiOperations.MarkFlagsSeen))]
    public Task MarkFlagsSeenAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.SeenFlags)] HttpRequest request) =>
        RunAsync(request, ApiOperations.MarkFlagsSeen);

    /// <summary>Shows how far the sources are reconciled, and the last runs.</summary>
    [Function(nameof(ApiOperations.ListReconciliations))]
    public Task ListReconciliationsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Reconciliations)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListReconciliations);

    /// <summary>Compares a source with its provider's API and enqueues what is missing.</summary>
    [Function(nameof(ApiOperations.RunReconciliation))]
    public Task RunReconciliationAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.Reconcile)] HttpRequest request) =>
        RunAsync(request, ApiOperations.RunReconciliation);

    /// <summary>Lists the sources and their state.</summary>
    [Function(nameof(ApiOperations.ListSources))]
    public Task SourcesAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Sources)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListSources);

    /// <summary>Gets the dead letters, the waiting messages and the newest event of each source.</summary>
    [Function(nameof(ApiOperations.ShowStats))]
    public Task StatsAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Stats)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowStats);

    /// <summary>Gets this instance's last hour, the waiting messages and the state of each source.</summary>
    [Function(nameof(ApiOperations.ShowOverview))]
    public Task OverviewAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Overview)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowOverview);

    /// <summary>Lists the last rejected deliveries.</summary>
    [Function(nameof(ApiOperations.ListRejected))]
    public Task RejectedAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Rejected)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListRejected);

    /// <summary>Lists the requests that changed something.</summary>
    [Function(nameof(ApiOperations.ListAudit))]
    public Task ListAuditAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Audit)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListAudit);

    /// <summary>Responds that this host has no live stream, because an instance knows only its own changes.</summary>
    [Function(nameof(ApiOperations.FollowEvents))]
    public Task StreamAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Stream)] HttpRequest request) =>
        RunAsync(request, ApiOperations.FollowEvents);

    /// <summary>Runs this instance's checks of itself and of its storage.</summary>
    [Function(nameof(ApiOperations.RunSelfChecks))]
    public Task RunSelfChecksAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.SelfChecks)] HttpRequest request) =>
        RunAsync(request, ApiOperations.RunSelfChecks);

    /// <summary>Gets the features that the host supports.</summary>
    [Function(nameof(ApiOperations.DescribeHost))]
    public Task HostAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Host)] HttpRequest request) =>
        RunAsync(request, ApiOperations.DescribeHost);

    private Task RunAsync(HttpRequest request, ApiOperation operation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return pipeline.RunAsync(request.HttpContext, operation);
    }
}
