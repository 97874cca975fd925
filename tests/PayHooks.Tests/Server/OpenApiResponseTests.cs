using System.Text;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Payments;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Support;
using static PayHooks.AspNetCore.ApiOperations;

namespace PayHooks.Tests.Server;

/// <summary>Each operation answers as the OpenAPI document says, with data and with errors.</summary>
public sealed class OpenApiResponseTests
{
    private static readonly IReadOnlyList<ApiOperation> Operations = Of(hasBackup: true);

    private readonly OpenApiSchema schema = new(OpenApiDocument.Of(Operations));
    private readonly HashSet<string> succeeded = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_operation_succeeds_as_the_document_says()
    {
        await CallEventsAsync();
        await CallPaymentsAsync();
        await CallReconciliationAsync();

        Assert.Empty(Operations.Select(one => one.Name).Except(succeeded));
    }

    [Fact]
    public async Task Every_operation_fails_as_the_document_says()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var operation in Operations)
        {
            await CallAsync(server.Client, operation, operation.Path.Aggregate(
                $"{operation.Route}?nonsense=1", (path, part) => path.Replace($"{{{part.Name}}}", "none", StringComparison.Ordinal)));
        }

        Assert.Equal(Operations.Count, failed.Count);
    }

    [Fact]
    public async Task What_the_document_lacks_is_noticed()
    {
        await using var server = await RunningServer.StartAsync();
        var document = OpenApiDocument.Of(Operations);
        document["components"]!["schemas"]!["HostFacts"]!["properties"]!.AsObject().Remove("version");
        using var response = await server.Client.GetAsync($"/{ApiRoutes.Host}");

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => new OpenApiSchema(document).CheckAsync(DescribeHost, response));
    }

    private async Task CallEventsAsync()
    {
        var shop = new Shop();
        await using var server = await RunningServer.StartAsync(
            new() { ["PayHooks:Retry:Delays:0"] = "00:00:01", ["PayHooks:Sources:shop:SilenceAfter"] = "01:00:00" },
            builder => builder.Handle(new HandlerRegistration("fulfil", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => shop)));
        using var refused = await server.Client.PostAsync("/webhooks/shop", new StringContent("{}"));
        using var accepted = await server.DeliverAsync();
        var id = (string)(await server.EventAsync(one => (string?)one["status"] == "dead"))["id"]!;

        foreach (var listed in new[]
        {
            ListEvents, ListSources, ListFailures, ListRejected, ShowStats, ShowOverview, RunSelfChecks, DescribeHost, BackUpStore,
            FollowEvents,
        })
        {
            await CallAsync(server.Client, listed, listed.Route);
        }

        await CallAsync(server.Client, ShowEvent, $"api/events/{id}");
        await CallAsync(server.Client, DownloadBody, $"api/events/{id}/body");
        var group = (string)(await server.JsonAsync("/api/failures"))["groups"]![0]!["id"]!;
        await CallAsync(server.Client, NoteFailure, $"api/failures/{group}", """{ "note": "Ticket 7", "acknowledged": true }""");
        await CallAsync(server.Client, ListFailures, "api/failures");

        await CallAsync(server.Client, PauseHandler, "api/handlers/fulfil/pause", """{ "reason": "the shop is down" }""");
        await CallAsync(server.Client, PauseSource, "api/sources/shop/pause", """{ "until": "2999-01-01" }""");
        await CallAsync(server.Client, ListPauses, "api/pauses");
        await CallAsync(server.Client, ResumeSource, "api/sources/shop/resume");
        await CallAsync(server.Client, ResumeHandler, "api/handlers/fulfil/resume");

        await CallAsync(server.Client, StartCapture, "api/captures", """{ "source": "shop", "seconds": 60 }""");
        await CallAsync(server.Client, ListCaptures, "api/captures");
        var capture = (string)(await server.JsonAsync("/api/captures"))["captures"]![0]!["id"]!;
        await CallAsync(server.Client, ShowCapture, $"api/captures/{capture}");
        await CallAsync(server.Client, ShowCapture, $"api/captures/{capture}?after=1");
        await CallAsync(server.Client, StopCapture, $"api/captures/{capture}");

        shop.IsOpen = true;
        await CallAsync(server.Client, ReplayEvent, $"api/events/{id}/replay?reason=repaired");
        await server.EventAsync(RunningServer.IsCompleted);
        await CallAsync(server.Client, StartReplay, "api/replays", """{ "filter": { "source": "shop" }, "dryRun": true }""");
        await CallAsync(server.Client, StartReplay, "api/replays", """{ "filter": { "source": "shop" }, "limit": 1, "reason": "again" }""");
        await CallAsync(server.Client, ListReplays, "api/replays");
        var job = (string)(await server.JsonAsync("/api/replays"))["replays"]![0]!["id"]!;
        await CallAsync(server.Client, ShowReplay, $"api/replays/{job}");
        await CallAsync(server.Client, StopReplay, $"api/replays/{job}");
        await CallAsync(server.Client, ListAudit, "api/audit");
        await Eventually.Async(
            async () =>
            {
                using var erased = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));
                return await schema.CheckAsync(EraseBody, erased) && succeeded.Add(EraseBody.Name);
            },
            isErased => isErased);
        await CallAsync(server.Client, ShowEvent, $"api/events/{id}");
    }

    private async Task CallPaymentsAsync()
    {
        await using var host = await StripeHost.StartAsync();
        await host.IntentAsync("succeeded", "pi_1", "order-7");
        await host.IntentAsync("succeeded", "pi_2", "order-7");
        await host.RefundAsync("re_1", "pi_1");

        await CallAsync(host.Client, ListEvents, "api/events?payment=pi_1");
        await CallAsync(host.Client, ListPayments, "api/payments?reference=order-7");
        await CallAsync(host.Client, ShowPayment, "api/payments/stripe/pi_1");
        await CallAsync(host.Client, ListFlags, "api/flags");
        await CallAsync(host.Client, ShowStats, "api/stats");
        await CallAsync(host.Client, MarkFlagsSeen, "api/flags/stripe/payment/pi_1/seen");
        await CallAsync(host.Client, ErasePayment, "api/payments/stripe/pi_1");
        await CallAsync(host.Client, ShowPayment, "api/payments/stripe/pi_1");
    }

    private async Task CallReconciliationAsync()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Client.DefaultRequestHeaders.Remove("x-payhooks");
        host.Lose("p1");
        await CallAsync(host.Client, RunReconciliation, "api/reconcile/test?payment=p1&dryRun=true");
        await CallAsync(host.Client, RunReconciliation, "api/reconcile/test");
        await CallAsync(host.Client, ListReconciliations, "api/reconcile");
        await CallAsync(host.Client, ListSources, "api/sources");
    }

    private async Task CallAsync(HttpClient client, ApiOperation operation, string path, string? content = null)
    {
        using var request = RunningServer.Change($"/{path}", new HttpMethod(operation.Methods[0]));
        request.Content = content is null ? null : new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        (await schema.CheckAsync(operation, response) ? succeeded : failed).Add(operation.Name);
    }

    private sealed class Shop : IWebhookHandler
    {
        public bool IsOpen { get; set; }

        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            IsOpen ? ValueTask.CompletedTask : throw new InvalidOperationException("The shop is closed.");
    }
}
