using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Moq;
using PayHooks.AspNetCore;
using PayHooks.AzureFunctions;
using PayHooks.Configuration;
using PayHooks.Hosting;
using PayHooks.Processing.Handlers;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>What the functions add to the core, which is little.</summary>
public sealed class FunctionsTests
{
    private static readonly byte[] Paid =
        Encoding.UTF8.GetBytes(
        """{"id":"01h","entity":"event","type":"checkout.paid","data":{"id":"co_1","amount":5000,"currency":"dzd"}}""");

    [Fact]
    public async Task The_body_reaches_the_core_byte_for_byte()
    {
        using var bench = new FunctionBench();
        byte[] body = [0xEF, 0xBB, 0xBF, .. Enumerable.Range(0, 256).Select(value => (byte)value), 0x0D, 0x0A];
        var request = FunctionBench.Signed(body);
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal(200, request.HttpContext.Response.StatusCode);
        var read = MessageSerializer.Read((await bench.TakeAsync())!.ToMemory());
        Assert.Equal(body, Assert.IsType<DeliveryMessage>(read.Message).Body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_answered_with_what_is_allowed(string method)
    {
        using var bench = new FunctionBench();
        var request = FunctionBench.Request(method, Paid);
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal(405, request.HttpContext.Response.StatusCode);
        Assert.Equal("POST", request.HttpContext.Response.Headers.Allow);
    }

    [Fact]
    public async Task A_GET_that_asks_whether_the_URL_is_ours_is_answered()
    {
        var options =
            new PayHooksOptions
            {
                Sources = [new SourceSettings { Name = "asks", Provider = "test", Header = "event-id",
            Secrets = [new Secret(0, "s3cret-one")] }]
            };
        using var bench =
            new FunctionBench(services => services.Replace(ServiceDescriptor.Singleton(new SourceCatalog(options, TestProvider.Registry))));
        var request = FunctionBench.Request("GET", source: "asks");
        request.QueryString = new QueryString("?challenge=abc");
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal((200, "nosniff"),
            (request.HttpContext.Response.StatusCode, request.HttpContext.Response.Headers.XContentTypeOptions.ToString()));
        Assert.Equal("abc", Encoding.ASCII.GetString(((MemoryStream)request.HttpContext.Response.Body).ToArray()));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var bench = new FunctionBench(null, ("PayHooks:MaxBodyBytes", "1024"));
        var request = FunctionBench.Signed(new byte[1025]);
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal(413, request.HttpContext.Response.StatusCode);
    }

    [Fact]
    public async Task A_queue_that_fails_makes_a_503()
    {
        var queue = new Mock<IEventQueue>();
        queue.Setup(one => one.MaxTextBytes).Returns(65536);
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Throws(new AggregateException("six tries"));
        using var bench = new FunctionBench(services => services.Replace(ServiceDescriptor.Singleton(queue.Object)));
        var request = FunctionBench.Signed(Paid);
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal(503, request.HttpContext.Response.StatusCode);
        Assert.Equal("10", request.HttpContext.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_source_without_a_usable_secret_answers_503_and_others_do_not_mind()
    {
        using var bench = new FunctionBench(null, ("PayHooks:Sources:xanpay:Secrets:0", "replace-me: user:password"));
        var request = FunctionBench.Request("POST", Paid, "xanpay");
        request.Headers.Authorization = "Basic dTpw";
        await bench.Make<ReceiveWebhook>().RunAsync(request);
        Assert.Equal(503, request.HttpContext.Response.StatusCode);

        var other = FunctionBench.Signed(Paid);
        await bench.Make<ReceiveWebhook>().RunAsync(other);
        Assert.Equal(200, other.HttpContext.Response.StatusCode);
    }

    [Fact]
    public async Task A_message_with_an_outcome_ends()
    {
        using var bench = new FunctionBench();
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Signed(Paid));
        await bench.ProcessAsync(FunctionBench.Message((await bench.TakeAsync())!));
        Assert.Equal(EventStatus.Completed, (await OnlyEventAsync(bench)).Status);
        Assert.True(bench.Log.Has("Information: Completed"));
    }

    [Fact]
    public async Task A_message_without_an_outcome_stays()
    {
        var queue = new Mock<IEventQueue>();
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Throws(new AggregateException("away"));
        var ledger = new Mock<IEventLedger>(); // returns nothing that can be used: every call fails
        using var bench =
            new FunctionBench(services =>
            services.Replace(ServiceDescriptor.Singleton(queue.Object)).Replace(ServiceDescriptor.Singleton(ledger.Object)));
        var message = FunctionBench.Message(new BinaryData(Delivery()));
        await Assert.ThrowsAsync<MessageAbandonedException>(() => bench.ProcessAsync(message));
        await Assert.ThrowsAsync<MessageAbandonedException>(() =>
            bench.Make<RecordPoisonMessage>().RunAsync(message, CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_be_read_becomes_a_dead_letter()
    {
        using var bench = new FunctionBench();
        await bench.ProcessAsync(FunctionBench.Message(new BinaryData("not ours")));
        Assert.Equal(EventStatus.Dead, (await OnlyEventAsync(bench)).Status);
    }

    [Fact]
    public async Task A_message_taken_too_often_becomes_a_dead_letter()
    {
        using var bench = new FunctionBench();
        await bench.ProcessAsync(FunctionBench.Message(new BinaryData(Delivery()), dequeueCount: 11));
        Assert.Equal(EventStatus.Dead, (await OnlyEventAsync(bench)).Status);
    }

    [Fact]
    public async Task The_poison_queue_makes_dead_letters()
    {
        using var bench = new FunctionBench();
        await bench.Make<RecordPoisonMessage>().RunAsync(FunctionBench.Message(new BinaryData(Delivery())), CancellationToken.None);
        Assert.Equal(EventStatus.Dead, (await OnlyEventAsync(bench)).Status);
    }

    [Fact]
    public async Task The_poison_queue_never_overwrites_what_is_finished()
    {
        using var bench = new FunctionBench();
        var message = FunctionBench.Message(new BinaryData(Delivery()));
        await bench.ProcessAsync(message);
        await bench.Make<RecordPoisonMessage>().RunAsync(message, CancellationToken.None);
        Assert.Equal(EventStatus.Completed, (await OnlyEventAsync(bench)).Status);
    }

    [Fact]
    public async Task The_timer_prunes()
    {
        using var bench = new FunctionBench();
        await bench.Make<PruneEvents>().RunAsync(new TimerInfo(), CancellationToken.None);
        Assert.True(bench.Log.Has("Pruned: 0 days of events"));
    }

    [Fact]
    public async Task The_timer_of_open_payments_asks_nothing_without_a_key_for_an_api()
    {
        using var bench = new FunctionBench();
        await bench.Make<AskOpenPayments>().RunAsync(new TimerInfo(), CancellationToken.None);
        Assert.False(bench.Log.Has("Error"));
    }

    [Fact]
    public async Task The_sources_are_listed_as_the_ledger_knows_them()
    {
        using var bench = new FunctionBench();
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Signed(Paid));
        await bench.ProcessAsync(FunctionBench.Message((await bench.TakeAsync())!));
        var request = FunctionBench.Request("GET");
        await bench.Make<OperateEvents>().SourcesAsync(request);
        using var json = JsonDocument.Parse(((MemoryStream)request.HttpContext.Response.Body).ToArray());
        var source = Assert.Single(json.RootElement.GetProperty("sources").EnumerateArray());
        Assert.Equal(("chargily", 1, 0),
            (source.GetProperty("name").GetString(), source.GetProperty("secrets").GetInt32(),
            source.GetProperty("secretIndex").GetInt32()));
        Assert.Equal((await OnlyEventAsync(bench)).ReceivedAt, source.GetProperty("lastDeliveryAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_replay_needs_the_header_that_a_foreign_page_cannot_send()
    {
        using var bench = new FunctionBench();
        var request = FunctionBench.Request("POST");
        request.RouteValues["id"] = "evt_none";
        await bench.Make<OperateEvents>().ReplayAsync(request);
        Assert.Equal(403, request.HttpContext.Response.StatusCode);
    }

    [Theory]
    [InlineData(null, 200, "text/html; charset=utf-8")]
    [InlineData("app.js", 200, "text/javascript; charset=utf-8")]
    [InlineData("nothing.js", 404, null)]
    public async Task The_console_is_the_files_of_the_local_server(string? file, int status, string? contentType)
    {
        using var bench = new FunctionBench();
        var request = FunctionBench.Request("GET");
        request.RouteValues["file"] = file;
        await bench.Make<ShowConsole>().RunAsync(request);
        var response = request.HttpContext.Response;
        Assert.Equal((status, contentType), (response.StatusCode, response.ContentType));
        Assert.StartsWith("default-src 'none'; script-src 'self';", response.Headers.ContentSecurityPolicy.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_of_the_API_is_that_of_this_host()
    {
        using var bench = new FunctionBench();
        var request = FunctionBench.Request("GET");

        await bench.Make<DescribeApi>().RunAsync(request);

        var response = request.HttpContext.Response;
        Assert.Equal((200, "application/json"), (response.StatusCode, response.ContentType));
        using var document = JsonDocument.Parse(((MemoryStream)response.Body).ToArray());
        var paths = document.RootElement.GetProperty("paths");
        Assert.True(paths.TryGetProperty($"/{ApiRoutes.Events}", out _));
        Assert.False(paths.TryGetProperty($"/{ApiRoutes.Backup}", out _));
    }

    [Fact]
    public async Task Erasing_needs_the_header_that_a_foreign_page_cannot_send()
    {
        using var bench = new FunctionBench();
        var request = FunctionBench.Request("DELETE");
        request.RouteValues["id"] = "evt_none";
        await bench.Make<OperateEvents>().EraseBodyAsync(request);
        Assert.Equal(403, request.HttpContext.Response.StatusCode);
    }

    // A function's key opens that function alone, and this one shows:
    // https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task The_function_whose_key_the_smoke_test_gets_changes_nothing(string method)
    {
        var names = Repository.Read("infra/deploy-stages.yml").Find(@"--function-name (?<it>\w+)").Distinct();
        var function =
            Assert.Single(typeof(OperateEvents).GetMethods(), one =>
            one.GetCustomAttribute<FunctionAttribute>()?.Name == Assert.Single(names));
        using var bench = new FunctionBench();
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Signed(Paid));
        await bench.ProcessAsync(FunctionBench.Message((await bench.TakeAsync())!));
        var before = await OnlyEventAsync(bench);

        var request = FunctionBench.Request(method);
        request.RouteValues["id"] = before.Id;
        request.Headers["x-payhooks"] = "1";
        await (Task)function.Invoke(bench.Make<OperateEvents>(), [request])!;

        Assert.Equal((405, "GET, HEAD"), (request.HttpContext.Response.StatusCode, request.HttpContext.Response.Headers.Allow.ToString()));
        Assert.Equal(before, await OnlyEventAsync(bench));
        Assert.Equal(0, await bench.Queue.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_this_host_can_is_told_and_a_live_stream_is_not_among_it()
    {
        using var bench = new FunctionBench();
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Request("POST", Paid));

        using var host = await AnswerAsync((api, request) => api.HostAsync(request));
        using var rejected = await AnswerAsync((api, request) => api.RejectedAsync(request));
        using var overview = await AnswerAsync((api, request) => api.OverviewAsync(request));
        using var stream = await AnswerAsync((api, request) => api.StreamAsync(request));

        Assert.Equal("azure", host.RootElement.GetProperty("host").GetString());
        Assert.False(host.RootElement.GetProperty("live").GetBoolean());
        Assert.Equal("signature_missing", rejected.RootElement.GetProperty("rejected")[0].GetProperty("reason").GetString());
        Assert.Equal(60, overview.RootElement.GetProperty("minutes").GetArrayLength());
        Assert.Equal(404, stream.RootElement.GetProperty("status").GetInt32());

        async Task<JsonDocument> AnswerAsync(Func<OperateEvents, HttpRequest, Task> ask)
        {
            var request = FunctionBench.Request("GET");
            await ask(bench.Make<OperateEvents>(), request);
            request.HttpContext.Response.Body.Position = 0;
            return await JsonDocument.ParseAsync(request.HttpContext.Response.Body);
        }
    }

    [Fact]
    public void Every_operation_of_the_API_has_one_function_of_the_same_route_and_methods()
    {
        var functions = typeof(OperateEvents).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters().FirstOrDefault()?.GetCustomAttribute<HttpTriggerAttribute>()))
            .Where(function => function.Trigger?.Route?.StartsWith("api/", StringComparison.Ordinal) == true)
            .Select(function =>
                $"{function.Name} {function.Trigger!.AuthLevel} {string.Join(',', function.Trigger.Methods ?? [])} "
                + $"{function.Trigger.Route}");
        var operations = ApiOperations.All
            .Select(one => $"{one.Name} Function {string.Join(',', one.Methods).ToLowerInvariant()} {one.Route}");
        Assert.Equal(operations.Order(StringComparer.Ordinal), functions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_handler_gets_configuration_HTTP_clients_and_options()
    {
        using var bench = new FunctionBench(
            services =>
            {
                services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Shop:Name", "Acme")]).Build());
                services.AddOptions<ShopOptions>().BindConfiguration("Shop");
                services.AddSingleton<Handled>();
                services.AddSingleton(HandlerRegistration.Of<NeedyHandler>("needy", ["*"], VerificationLevel.None, Effects.Changed));
            });
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Signed(Paid));
        await bench.ProcessAsync(FunctionBench.Message((await bench.TakeAsync())!));
        Assert.Equal(["Acme Acme True"], bench.Services.GetRequiredService<Handled>().Lines);
        Assert.Empty(await bench.Services.GetRequiredService<StartupCheck>().FindErrorsAsync());
    }

    [Fact]
    public async Task A_handler_whose_dependency_is_not_registered_is_an_error_of_the_whole_app()
    {
        using var bench = new FunctionBench(
            services => services.AddSingleton(
                HandlerRegistration.Of<NeedyHandler>("needy", ["*"], VerificationLevel.None, Effects.Changed)));
        var error = Assert.Single(await bench.Services.GetRequiredService<StartupCheck>().FindErrorsAsync());
        Assert.Null(error.Source);
        Assert.StartsWith("Handler needy cannot be created: ", error.ToString(), StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Delivery() => MessageSerializer.Write(new DeliveryMessage
    {
        Source = "chargily",
        DueAt = DateTimeOffset.UnixEpoch,
        DeliveryId = "dlv_1",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Verification = VerificationLevel.Signature,
        Body = Paid,
    }).Envelope;

    private static async Task<EventRecord> OnlyEventAsync(FunctionBench bench) =>
        Assert.Single((await bench.Ledger.ListAsync(new EventQuery { Limit = 10 }, CancellationToken.None)).Events);

    private sealed class ShopOptions
    {
        public string Name { get; set; } = "";
    }

    private sealed class Handled
    {
        public List<string> Lines { get; } = [];
    }

    private sealed class NeedyHandler(IConfiguration configuration, IOptions<ShopOptions> options, IHttpClientFactory clients,
        Handled handled) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            using var client = clients.CreateClient();
            handled.Lines.Add($"{configuration["Shop:Name"]} {options.Value.Name} {client.Timeout > TimeSpan.Zero}");
            return ValueTask.CompletedTask;
        }
    }
}
