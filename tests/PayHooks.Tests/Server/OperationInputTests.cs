using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Server;

/// <summary>What an operation does not understand is refused by name: it would otherwise do more than was asked.</summary>
public sealed class OperationInputTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("replays", """{ "filter": { "status": "dead", "type": 7 } }""", "type must be a string or an array of strings.")]
    [InlineData("replays", """{ "filter": { "status": "dead", "handler": {} } }""", "handler must be a string or an array of strings.")]
    [InlineData("replays", """{ "filter": { "status": "dead", "payment": ["p1"] } }""", "payment must be a string.")]
    [InlineData("replays", """{ "filter": { "status": "dead", "source": true } }""", "source must be a string or an array of strings.")]
    [InlineData("replays", """{ "filter": { "source": "shop", "status": 3 } }""", "status must be a string or an array of strings.")]
    [InlineData("replays", """{ "filter": { "source": ["shop", 3] } }""", "source must be a string or an array of 1 to 20 strings.")]
    [InlineData("replays", """{ "filter": { "type": [] } }""", "type must be a string or an array of 1 to 20 strings.")]
    [InlineData("replays", """{ "filter": { "status": ["dead", "paused"] } }""", "status must be one of")]
    [InlineData("replays", """{ "filter": { "source": "shop", "group": 3 } }""", "group must be a string.")]
    [InlineData("replays", """{ "filter": { "source": "shop", "since": 3 } }""", "since must be a time")]
    [InlineData("replays", """{ "filter": { "ids": [] } }""", "ids must be an array of event ids")]
    [InlineData("replays", """{ "filter": { "ids": ["../evt"] } }""", "ids must be an array of event ids")]
    [InlineData("replays", """{ "filter": { "ids": "evt_1" } }""", "ids must be an array of event ids")]
    [InlineData("replays", """{ "filter": { "source": "shop", "livemode": "true" } }""", "livemode must be true or false")]
    [InlineData("replays", """{ "filter": { "source": "shop", "outcome": "lost" } }""", "outcome must be one of")]
    [InlineData("replays", """{ "filter": { "source": "shop", "error": 5 } }""", "error must be a string.")]
    [InlineData("replays", """{ "filter": { "source": "shop", "until": "" } }""", "until must be a time")]
    [InlineData("replays", """{ "filter": { "source": "shop", "sources": "x" } }""", "filter has no member 'sources'")]
    [InlineData("replays", """{ "filter": { "source": "shop" }, "dryrun": true }""", "The request has no member 'dryrun'")]
    [InlineData("replays", """{ "filter": { "source": "shop" }, "dryRun": 1 }""", "dryRun must be true or false")]
    [InlineData("replays", """{ "filter": { "source": "shop" }, "filter": { "status": "dead" } }""", "may appear only once")]
    [InlineData("replays", """{ "filter": { "source": "shop" }, "reason": 7 }""", "reason must be a string.")]
    [InlineData("sources/shop/pause", """{ "untill": "2999-01-01" }""", "The request has no member 'untill'")]
    [InlineData("sources/shop/pause", """{ "until": true }""", "until must be a time")]
    [InlineData("sources/shop/pause?until=2999-01-01", null, "The request has no parameter 'until'")]
    [InlineData("sources/shop/resume", """{ "until": "2999-01-01" }""", "The request has no member 'until'")]
    [InlineData("failures/0123456789abcdef", """{ "notes": "x" }""", "The request has no member 'notes'")]
    [InlineData("failures/0123456789abcdef", """{ "note": 7 }""", "note must be a string.")]
    [InlineData("failures/0123456789abcdef", """{ "acknowledged": "yes" }""", "acknowledged must be true or false.")]
    [InlineData("reconcile/shop?dryrnu=true", null, "The request has no parameter 'dryrnu'")]
    [InlineData("reconcile/shop", """{ "dry": true }""", "The request has no member 'dry'")]
    [InlineData("events/evt_1/replay?forced=true", null, "The request has no parameter 'forced'")]
    public async Task A_change_with_something_unknown_is_refused_and_changes_nothing(string path, string? content, string said)
    {
        using var request = RunningServer.Change($"/api/{path}");
        request.Content = content is null ? null : new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);

        await AssertRefusedAsync(response, said);
        Assert.Empty((await server.JsonAsync("/api/pauses"))["pauses"]!.AsArray());
        Assert.Empty((await server.JsonAsync("/api/replays"))["replays"]!.AsArray());
    }

    [Theory]
    [InlineData("events?state=dead", "The request has no parameter 'state'")]
    [InlineData("events?limit=x", "limit must be a number")]
    [InlineData("events?livemode=yes", "livemode must be true or false")]
    [InlineData("events?group=mine&status=dead", "GET /api/failures")]
    [InlineData("events?group=0123456789abcdef&status=dead,completed", "group has only events with the status dead or retrying")]
    [InlineData("events?status=dead,lost", "status must be one of")]
    [InlineData("events?outcome=handled&outcome=lost", "outcome must be one of")]
    [InlineData("events?source=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "source takes at most 20 values")]
    [InlineData("events?group=0123456789abcdef&status=dead&q=x", "group and q cannot be combined")]
    [InlineData("payments?payment=p1", "The request has no parameter 'payment'")]
    [InlineData("rejected?sources=shop", "The request has no parameter 'sources'")]
    [InlineData("rejected?limit=x", "limit must be a number")]
    [InlineData("audit?who=me", "The request has no parameter 'who'")]
    [InlineData("sources?name=shop", "It takes none")]
    [InlineData("failures?source=shop", "It takes none")]
    public async Task A_list_with_an_unknown_parameter_is_refused(string path, string said)
    {
        using var response = await server.Client.GetAsync($"/api/{path}");

        await AssertRefusedAsync(response, said);
    }

    [Theory]
    [InlineData("events?limit=99999999999&code=key&clientId=default")]
    [InlineData("audit?limit=99999999999")]
    [InlineData("rejected?limit=-1")]
    public async Task A_limit_outside_the_range_and_a_function_key_are_accepted(string path)
    {
        using var response = await server.Client.GetAsync($"/api/{path}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "sources/nobody/pause")]
    [InlineData("POST", "sources/nobody/resume")]
    [InlineData("POST", "handlers/nobody/pause")]
    [InlineData("POST", "handlers/no%20body%0A/resume")]
    [InlineData("POST", "reconcile/nobody")]
    [InlineData("POST", "flags/nobody/payment/p1/seen")]
    [InlineData("POST", "events/evt_nobody/replay")]
    [InlineData("DELETE", "events/evt_nobody/body")]
    [InlineData("DELETE", "payments/nobody/p1")]
    [InlineData("GET", "payments/nobody/p1")]
    [InlineData("GET", "events/evt_nobody")]
    [InlineData("GET", "replays/job_nobody")]
    [InlineData("DELETE", "replays/job_nobody")]
    public async Task An_unknown_name_is_not_found(string method, string path)
    {
        using var response = await server.Client.SendAsync(RunningServer.Change($"/api/{path}", new HttpMethod(method)));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_failure_group_is_not_found()
    {
        using var request = RunningServer.Change("/api/failures/0123456789abcdef");
        request.Content = new StringContent("""{ "note": "x" }""", Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string said)
    {
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            said, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"], StringComparison.Ordinal);
    }
}
