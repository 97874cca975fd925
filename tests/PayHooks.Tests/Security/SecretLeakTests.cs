using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AspNetCore;
using PayHooks.Cli.Server;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Security;

/// <summary>
/// Secrets, credentials and what a body holds never leave by a side door: not in a log of any level, an error, a metric, an
/// activity, an answer, or on a terminal. Only who asks for a payload (show, the event's own path, its body) sees one.
/// </summary>
public sealed class SecretLeakTests : IDisposable
{
    private readonly Canary canary = new();

    public void Dispose() => canary.Dispose();

    [Fact]
    public async Task Nothing_marked_is_said_whatever_becomes_of_a_delivery()
    {
        await using var target = await ForwardTarget.StartAsync();
        var handler =
            new RecordingHandler((e, _) =>
            e.ProviderEventId == "good" ? Task.CompletedTask : throw new InvalidOperationException("The shop is closed."));
        await using var server = await RunningServer.StartAsync(
            Canary.Settings(target.Url),
            handler.Register,
            services => services.AddLogging(logging => logging
                .SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddProvider(canary.Log)));
        server.Client.DefaultRequestHeaders.Add(AdminGuard.KeyHeader, Canary.AdminKey);

        await SendAsync(server, "good", Canary.Secret, HttpStatusCode.OK);
        await server.EventAsync(RunningServer.IsCompleted);
        await SendAsync(server, "failing", Canary.OldSecret, HttpStatusCode.OK);
        await server.EventAsync(IsDead);
        target.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return context.Response.WriteAsync(Canary.Card);
        };
        await SendAsync(server, "good", Canary.Secret, HttpStatusCode.OK);
        await SendAsync(server, "unforwarded", Canary.Secret, HttpStatusCode.OK);
        await server.EventAsync(IsDead);
        await RefuseAllAsync(server);
        await EnqueueUnreadableAsync(server);
        await AskAsync(server);

        var said = new StringWriter();
        StartReport.Write(said, server.Server, server.Server.Services.GetRequiredService<PayHooksOptions>(), [], "payhooks-data",
            newForwardSecret: null);
        canary.Hear(said.ToString());
        canary.AssertSilent();
    }

    [UnixFact]
    public async Task Nothing_marked_is_said_on_the_terminal()
    {
        using var folder = new TemporaryFolder();
        using var server = ServerProcess.Start(
            folder.Path, Canary.Settings(new Uri("http://127.0.0.1:9/closed")), "serve", "--urls", "http://127.0.0.1:0");
        using var client = await server.ClientAsync();
        using (var accepted = await client.SendAsync(Delivery("failing", Canary.Secret)))
        {
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        }

        using (var refused = await client.SendAsync(Delivery("forged", "another-secret-0123456789")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        await Eventually.Async(() =>
            Task.FromResult(server.Lines.Any(line => line.Contains("Dead letter", StringComparison.Ordinal))), dead => dead);
        foreach (var command in new[] { "events", "stats", "events --json" })
        {
            var run = await ToolRun.Of([.. command.Split(' '), "--server", client.BaseAddress!.ToString(), "--key", Canary.AdminKey]);
            Assert.Equal(0, run.ExitCode);
            canary.Hear(run.Output);
            canary.Hear(run.Error);
        }

        var denied = await ToolRun.Of("events", "--server", client.BaseAddress!.ToString(), "--key", $"{Canary.AdminKey}-wrong");
        Assert.Equal(1, denied.ExitCode);
        canary.Hear(denied.Output + denied.Error);
        await server.TerminateAsync();
        await server.ExitCodeAsync();
        foreach (var line in server.Lines)
        {
            canary.Hear(line);
        }

        canary.AssertSilent();
    }

    [Fact]
    public async Task A_payload_is_shown_to_who_asks_for_it()
    {
        await using var target = await ForwardTarget.StartAsync();
        await using var server = await RunningServer.StartAsync(Canary.Settings(target.Url));
        server.Client.DefaultRequestHeaders.Add(AdminGuard.KeyHeader, Canary.AdminKey);
        await SendAsync(server, "good", Canary.Secret, HttpStatusCode.OK);
        var seen = await server.EventAsync(RunningServer.IsCompleted);

        Assert.Contains(Canary.Card, (await server.JsonAsync($"/api/events/{seen["id"]}"))["payload"]!.ToJsonString(),
            StringComparison.Ordinal);
        Assert.Contains(Canary.Card, await server.Client.GetStringAsync($"/api/events/{seen["id"]}/body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_erased_is_shown_to_nobody()
    {
        await using var target = await ForwardTarget.StartAsync();
        await using var server = await RunningServer.StartAsync(Canary.Settings(target.Url));
        server.Client.DefaultRequestHeaders.Add(AdminGuard.KeyHeader, Canary.AdminKey);
        await SendAsync(server, "good", Canary.Secret, HttpStatusCode.OK);
        var seen = await server.EventAsync(RunningServer.IsCompleted);
        using var erase = new HttpRequestMessage(HttpMethod.Delete, $"/api/events/{seen["id"]}/body");
        erase.Headers.Add("x-payhooks", "1");
        await HearAsync(await server.Client.SendAsync(erase), HttpStatusCode.NoContent);

        await SendAsync(server, "good", Canary.Secret, HttpStatusCode.OK);
        await server.EventAsync(one => (int)one["deliveries"]! == 2);
        await HearAsync(await server.Client.GetAsync($"/api/events/{seen["id"]}"), HttpStatusCode.OK);
        await HearAsync(await server.Client.GetAsync($"/api/events/{seen["id"]}/body"), null);

        canary.AssertSilent();
    }

    private static bool IsDead(System.Text.Json.Nodes.JsonNode seen) => (string?)seen["status"] == "dead";

    private static HttpRequestMessage Delivery(string id, string secret)
    {
        var body = Canary.Body(id);
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Signature", RunningServer.Signature(body, secret));
        request.Headers.Add("X-Canary", Canary.Header);
        request.Headers.Add("Cookie", Canary.Header);
        return request;
    }

    private async Task SendAsync(RunningServer server, string id, string secret, HttpStatusCode expected) =>
        await HearAsync(await server.Client.SendAsync(Delivery(id, secret)), expected);

    private async Task RefuseAllAsync(RunningServer server)
    {
        await SendAsync(server, "forged", Canary.Secret + "x", HttpStatusCode.Unauthorized);
        foreach (var signature in new[] { Canary.Header, Canary.Secret, new string('f', 64) })
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(Canary.Body("forged")) };
            request.Headers.TryAddWithoutValidation("X-Signature", signature);
            await HearAsync(await server.Client.SendAsync(request), HttpStatusCode.Unauthorized);
        }

        foreach (var credentials in new[] { $"merchant:{Canary.Secret}x", Canary.Secret })
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, "/webhooks/wallet") { Content = new ByteArrayContent(Canary.Body("forged")) };
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            await HearAsync(await server.Client.SendAsync(request), HttpStatusCode.Unauthorized);
        }

        using var unknown =
            new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{Canary.Header}") { Content = new ByteArrayContent(Canary.Body("forged")) };
        await HearAsync(await server.Client.SendAsync(unknown), HttpStatusCode.NotFound);
    }

    private static async Task EnqueueUnreadableAsync(RunningServer server)
    {
        await server.Server.Services.GetRequiredService<IEventQueue>()
            .EnqueueAsync(Encoding.UTF8.GetBytes($"not a message, {Canary.Card}"), TimeSpan.Zero, default);
        await server.EventAsync(seen => (string?)seen["source"] == EventRecord.UnreadableSource);
    }

    private async Task AskAsync(RunningServer server)
    {
        foreach (var path in new[] { "/api/events", "/api/stats", "/api/rejected", "/api/overview", "/api/host", "/health", "/",
            "/console/app.js", $"/api/events?cursor={Canary.Header}", $"/api/events/{Canary.Header}", $"/api/{Canary.Header}" })
        {
            await HearAsync(await server.Client.GetAsync(path), null);
        }

        using var stranger = new HttpClient { BaseAddress = server.Client.BaseAddress };
        stranger.DefaultRequestHeaders.Add(AdminGuard.KeyHeader, Canary.Header);
        await HearAsync(await stranger.GetAsync("/api/events"), HttpStatusCode.Unauthorized);
        await HearAsync(
            await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/{ApiRoutes.Events}/{Canary.Header}/replay")), null);
    }

    private async Task HearAsync(HttpResponseMessage response, HttpStatusCode? expected)
    {
        using (response)
        {
            Assert.True(expected is null || response.StatusCode == expected, $"{response.StatusCode}");
            canary.Hear($"{response} {await response.Content.ReadAsStringAsync()}");
        }
    }
}
