using System.Net;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class RejectedCommandTests(ToolServer server)
{
    [Fact]
    public async Task Rejected_deliveries_are_listed_by_cause()
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var refused = await client.PostAsync("webhooks/nobody_knows", new StringContent("{}"));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        var shown = await server.RunAsync("rejected");
        var json = await server.RunAsync("rejected", "--json");
        var none = await server.RunAsync("rejected", "--source", "nobody_ever");

        Assert.Equal((0, 0, 0), (shown.ExitCode, json.ExitCode, none.ExitCode));
        Assert.Matches(@"(?m)^\(unknown\) +404 +unknown_source +[0-9]+ ", shown.Output);
        Assert.NotEmpty(json.Json["counts"]!.AsArray());
        Assert.Contains("No delivery was rejected", none.Error, StringComparison.Ordinal);
    }
}
