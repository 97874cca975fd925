using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using PayHooks.AspNetCore;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;

namespace PayHooks.Tests.Server;

/// <summary>Who changed what, when and why.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_change_is_recorded_with_its_caller_its_reason_and_its_status()
    {
        await server.DeliverAsync();
        var id = (await server.EventAsync(RunningServer.IsCompleted))["id"];

        using var replayed = await server.Client.SendAsync(RunningServer.Change($"/api/events/{id}/replay?reason=order%20missing&code=s3cret"));
        using var erased = await server.Client.SendAsync(RunningServer.Change($"/api/events/evt_unknown/body", HttpMethod.Delete));

        var entries = (await server.JsonAsync("/api/audit"))["entries"]!.AsArray();
        Assert.Equal(
            [("EraseBody", "DELETE /api/events/evt_unknown/body", null, 404),
                ("ReplayEvent", $"POST /api/events/{id}/replay?reason=order%20missing", "order missing", 202)],
            entries.Select(one => ((string)one!["operation"]!, (string)one["request"]!, (string?)one["reason"], (int)one["status"]!)));
        Assert.All(entries, one => Assert.Equal("local", (string?)one!["who"]));
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange((DateTimeOffset)entries[0]!["at"]!, now.AddMinutes(-5), now);
    }

    [Fact]
    public async Task The_content_of_a_request_is_part_of_its_entry()
    {
        using var request = RunningServer.Change("/api/sources/shop/pause");
        request.Content = new StringContent(
            """{ "reason": "refunded by hand", "until": "2999-01-01" }""", Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);

        var entry = (await server.JsonAsync("/api/audit"))["entries"]!.AsArray().Single()!;
        Assert.Equal(("refunded by hand", "2999-01-01"), ((string?)entry["reason"], (string?)entry["content"]!["until"]));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is a JSON object")]
    public async Task Content_that_cannot_be_read_is_refused_and_changes_nothing(string content, string said)
    {
        using var request = RunningServer.Change("/api/flags/shop/payment/p1/seen");
        request.Content = new StringContent(content);
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(said, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await server.JsonAsync("/api/audit"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task Content_that_is_too_long_is_refused()
    {
        using var request = RunningServer.Change("/api/flags/shop/payment/p1/seen");
        request.Content = new StringContent($$"""{ "reason": "{{new string('x', 40_000)}}" }""");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Pages_continue_at_their_cursor()
    {
        for (var number = 0; number < 5; number++)
        {
            using var erased = await server.Client.SendAsync(
                RunningServer.Change($"/api/events/evt_{number}/body", HttpMethod.Delete));
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await server.JsonAsync($"/api/audit?limit=2&cursor={cursor}");
            seen.AddRange(page["entries"]!.AsArray().Select(one => (string)one!["request"]!));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"DELETE /api/events/evt_{4 - number}/body"), seen);
    }

    [Theory]
    [InlineData("limit=many")]
    [InlineData("cursor=first")]
    [InlineData("cursor=9999999999999999999-01234567")]
    public async Task A_page_that_cannot_be_read_is_refused(string query)
    {
        using var response = await server.Client.GetAsync($"/api/audit?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Without_an_entry_nothing_is_changed()
    {
        var audit = new Mock<IAuditStore>();
        audit.Setup(one => one.WriteAsync(It.IsAny<AuditEntry>(), It.IsAny<CancellationToken>())).Throws(new IOException("No disk."));
        await using var other = await RunningServer.StartAsync(replace: services => services.AddSingleton(audit.Object));
        await other.DeliverAsync();
        var id = (string?)(await other.EventAsync(RunningServer.IsCompleted))["id"];

        using var erased = await other.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, erased.StatusCode);
        Assert.Null((await other.JsonAsync($"/api/events/{id}"))["erasedAt"]);
    }

    [Theory]
    [InlineData(true, 499)]
    [InlineData(false, 202)]
    public async Task A_change_whose_caller_disconnects_keeps_its_entry(bool isResponseCut, int expected)
    {
        using var aborted = new CancellationTokenSource();
        var trail = new AuditTrail(new InMemoryAuditStore(), TimeProvider.System);
        var pipeline = new ApiPipeline(
            new ServiceCollection().BuildServiceProvider(), trail, CallerOf(HostDescription.Local, null), NullLogger<ApiPipeline>.Instance);
        var context = new DefaultHttpContext { RequestAborted = aborted.Token };
        context.Request.Method = "POST";
        context.Request.Headers[OriginGuard.Header] = "1";
        var change = new ApiOperation("Change", "api/change", ["POST"], ApiRight.Operate, async (_, request) =>
        {
            request.Response.StatusCode = 202;
            await aborted.CancelAsync();
            if (isResponseCut)
            {
                aborted.Token.ThrowIfCancellationRequested();
            }
        });

        await pipeline.RunAsync(context, change);

        var entry = Assert.Single((await trail.ListAsync(null, 10, default)).Entries);
        Assert.Equal(("Change", expected), (entry.Operation, entry.Status));
    }

    [Fact]
    public async Task A_change_whose_status_cannot_be_recorded_is_still_answered()
    {
        var audit = new Mock<IAuditStore>();
        audit.Setup(one => one.WriteAsync(It.Is<AuditEntry>(entry => entry.Status != null), It.IsAny<CancellationToken>()))
            .Throws(new IOException("No disk."));
        await using var other = await RunningServer.StartAsync(replace: services => services.AddSingleton(audit.Object));
        await other.DeliverAsync();
        var id = (string?)(await other.EventAsync(RunningServer.IsCompleted))["id"];

        using var erased = await other.Client.SendAsync(RunningServer.Change($"/api/events/{id}/body", HttpMethod.Delete));

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
    }

    [Theory]
    [InlineData("True", "azure", "someone@example.com")]
    [InlineData("False", "azure", "key")]
    [InlineData(null, "azure", "key")]
    [InlineData(null, "local", "local")]
    public void A_name_is_believed_only_where_the_platform_signs_people_in(string? isEnabled, string host, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[ClientPrincipal.NameHeader] = "someone@example.com";
        var caller = CallerOf(host == "azure" ? HostDescription.Azure : HostDescription.Local, isEnabled);

        Assert.Equal(expected, caller.NameOf(context));
    }

    [Fact]
    public void A_caller_with_a_key_is_named_so()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[AdminGuard.KeyHeader] = "the key itself";

        Assert.Equal("key", CallerOf(HostDescription.Local, null).NameOf(context));
    }

    private static Caller CallerOf(HostDescription host, string? isEnabled) =>
        new(host, new SignIn(new PayHooksOptions(), _ => isEnabled));
}
