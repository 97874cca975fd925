using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.AspNetCore;
using PayHooks.Hosting;
using PayHooks.Storage.InMemory;

namespace PayHooks.Tests.Server;

/// <summary>PayHooks inside an app that has endpoints, middleware and policies of its own.</summary>
public sealed class OwnAppTests
{
    [Fact]
    public async Task An_app_receives_handles_and_shows_the_console_beside_its_own_endpoints()
    {
        var handler = new RecordingHandler();
        await using var app = await OwnApp.StartAsync(handler.Register, map: one =>
        {
            one.MapGet("/", () => "the shop");
            one.MapPayHooks();
            one.MapFallback(() => "the shop's fallback");
        });

        using var accepted = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body()));

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        await RunningServer.NewestAsync(app.Client, RunningServer.IsCompleted);
        Assert.Single(handler.Calls);
        Assert.Contains("<title>PayHooks</title>", await app.Client.GetStringAsync("/console"), StringComparison.Ordinal);
        Assert.Equal("the shop", await app.Client.GetStringAsync("/"));
        Assert.Equal("the shop's fallback", await app.Client.GetStringAsync("/api/orders"));
        using var health = await app.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_group_and_a_path_base_move_everything_and_the_page_finds_its_files_and_the_API()
    {
        await using var app = await OwnApp.StartAsync(
            configure: builder => builder.Services.AddRouting(),
            map: one =>
            {
                one.UsePathBase("/shop");
                one.UseRouting();
                one.MapGroup("/payments").MapPayHooks();
            });
        using var accepted = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(), "/shop/payments/webhooks/shop"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);

        // As a browser does: the address that ends in a slash leads to the one from which the relative links are right.
        using var slashed = await app.Client.GetAsync("/shop/payments/console/?status=dead");
        Assert.Equal(HttpStatusCode.Redirect, slashed.StatusCode);
        var page = new Uri(new Uri(app.Client.BaseAddress!, "/shop/payments/console/"), slashed.Headers.Location!);
        Assert.Equal("/shop/payments/console?status=dead", page.PathAndQuery);
        var html = await app.Client.GetStringAsync(page);
        var script =
            new Uri(page,
            html.Split("src=\"").Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])
            .First(src => src.EndsWith("app.js", StringComparison.Ordinal)));
        using var file = await app.Client.GetAsync(script);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        var api = new Uri(script, "../api/events");
        Assert.Single(JsonNode.Parse(await app.Client.GetStringAsync(api))!["events"]!.AsArray());
    }

    [Fact]
    public async Task A_body_beyond_the_apps_own_limit_is_accepted_up_to_the_limit_of_PayHooks()
    {
        await using var app = await OwnApp.StartAsync(
            configure: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        using var large = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(note: new string('x', 100_000))));
        Assert.Equal(HttpStatusCode.OK, large.StatusCode);
        using var tooLarge = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(note: new string('x', 1_100_000))));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Fact]
    public async Task Providers_pass_an_authorization_policy_for_everything_and_callers_of_the_API_do_not()
    {
        await using var app = await OwnApp.StartAsync(configure: builder =>
        {
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorization(options =>
                options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });
        using var accepted = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body()));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        using var health = await app.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        foreach (var path in new[] { "/api/events", "/console" })
        {
            using var refused = await app.Client.GetAsync(path);
            Assert.False(refused.IsSuccessStatusCode, path);
        }
    }

    [Fact]
    public async Task A_request_whose_forwarded_headers_the_app_has_applied_is_not_a_local_one()
    {
        await using var app = await OwnApp.StartAsync(map: one =>
        {
            one.UseForwardedHeaders(
                new ForwardedHeadersOptions { ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.All });
            one.MapPayHooks();
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        using var response = await app.Client.SendAsync(request);
        await Problem.AssertAsync(response, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Settings_that_are_added_after_AddPayHooks_are_read()
    {
        var builder = OwnApp.Builder([]);
        builder.AddPayHooks().UseInMemoryStore();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(builder.Configuration,
            RunningServer.ShopSettings());
        await using var app = builder.Build();
        app.MapPayHooks();
        await app.StartAsync();
        await app.StopAsync();
    }

    [Fact]
    public async Task Without_a_store_the_start_fails_and_names_the_fix()
    {
        var builder = OwnApp.Builder();
        builder.AddPayHooks();
        var error = Assert.Single((await FailsAsync(builder)).Errors);
        Assert.StartsWith("PayHooks has no store. ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("UseRocksDb()", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_source_the_start_fails_and_shows_how_one_is_set()
    {
        var builder = OwnApp.Builder([]);
        builder.AddPayHooks().UseInMemoryStore();
        Assert.Equal("PayHooks__Sources", Assert.Single((await FailsAsync(builder)).Errors).Path);
    }

    [Fact]
    public async Task A_mistake_in_one_source_fails_the_start_beside_every_other()
    {
        var builder = OwnApp.Builder(new() { ["PayHooks:Sources:shop:Provider"] = "paypal", ["PayHooks:AckTimeout"] = "soon" });
        builder.AddPayHooks().UseInMemoryStore().Handle<Needy>("*");
        var errors = (await FailsAsync(builder)).Errors;
        Assert.Equal(["Handler Needy", "PayHooks__AckTimeout", "PayHooks__Sources__shop__Provider"],
            errors.Select(one => one.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_handler_whose_dependency_is_not_registered_fails_the_start_with_handler_type_and_fix()
    {
        var builder = OwnApp.Builder();
        builder.AddPayHooks().UseInMemoryStore().Handle<Needy>(["*"], name: "grant");
        var text = (await FailsAsync(builder)).Message;
        Assert.StartsWith("Handler grant cannot be created: ", text, StringComparison.Ordinal);
        Assert.Contains(nameof(Orders), text, StringComparison.Ordinal);
        Assert.Contains(nameof(Needy), text, StringComparison.Ordinal);
        Assert.EndsWith("Register that type with builder.Services.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_is_registered_twice_fails_the_start()
    {
        var builder = OwnApp.Builder();
        builder.Services.AddSingleton<Orders>();
        builder.AddPayHooks().UseInMemoryStore().Handle<Needy>("payment.*").Handle<Needy>("refund.*");
        Assert.Contains("Handler Needy is registered 2 times", (await FailsAsync(builder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_whose_constructor_fails_does_not_keep_deliveries_out()
    {
        await using var app = await OwnApp.StartAsync(builder => builder.Handle<Broken>("*"));
        using var accepted = await app.Client.SendAsync(RunningServer.Delivery(RunningServer.Body()));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public void MapPayHooks_without_AddPayHooks_says_what_is_missing()
    {
        var app = OwnApp.Builder().Build();
        var error = Assert.Throws<InvalidOperationException>(() => app.MapPayHooks());
        Assert.Contains("builder.AddPayHooks()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_background_work_starts_in_a_host_that_cannot_listen()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var builder = OwnApp.Builder();
        builder.WebHost.UseUrls($"http://{busy.LocalEndpoint}");
        builder.AddPayHooks().UseInMemoryStore();
        var work = new Work();
        builder.Services.AddKeyedSingleton<BackgroundService>(ServerLifecycle.WorkKey, work);
        await using var app = builder.Build();
        app.MapPayHooks();
        await Assert.ThrowsAnyAsync<IOException>(() => app.StartAsync());
        Assert.Null(work.ExecuteTask);
    }

    [Fact]
    public async Task Background_work_that_fails_stops_the_host()
    {
        var builder = OwnApp.Builder();
        builder.AddPayHooks().UseInMemoryStore();
        builder.Services.AddKeyedSingleton<BackgroundService>(ServerLifecycle.WorkKey, new Work(new InvalidOperationException("A bug.")));
        await using var app = builder.Build();
        app.MapPayHooks();
        await app.StartAsync();
        await app.WaitForShutdownAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<PayHooksConfigurationException> FailsAsync(WebApplicationBuilder builder)
    {
        await using var app = builder.Build();
        app.MapPayHooks();
        return await Assert.ThrowsAsync<PayHooksConfigurationException>(() => app.StartAsync());
    }

    private sealed class Orders;

    private sealed class Needy(Orders orders) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            Assert.NotNull(orders);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Broken : IWebhookHandler
    {
        public Broken() => throw new InvalidOperationException("The database does not answer.");

        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }

    private sealed class Work(Exception? failure = null) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            failure is null ? Task.CompletedTask : Task.FromException(failure);
    }
}
