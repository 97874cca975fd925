using System.Net;
using PayHooks.Testing;

namespace HandlerTests;

/// <summary>Services in other languages, behind the forwarder: they take what it signs, and nothing else.</summary>
public sealed class ForwardTargetTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Another = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [ExpressFact]
    public Task Express_takes_an_event_that_its_secret_signed() => TakesAsync(ForwardTargetProcess.Express);

    [ExpressFact]
    public Task Express_refuses_another_secret_and_a_request_without_a_body() => RefusesAsync(ForwardTargetProcess.Express);

    [PythonFact]
    public Task Python_takes_an_event_that_its_secret_signed() => TakesAsync(ForwardTargetProcess.Python);

    [PythonFact]
    public Task Python_refuses_another_secret_and_a_request_without_a_body() => RefusesAsync(ForwardTargetProcess.Python);

    private static async Task TakesAsync(Func<string, Task<ForwardTargetProcess>> start)
    {
        await using var target = await start(Secret);

        var delivered = await DeliverAsync(target);

        Assert.Equal(HandlerOutcome.Succeeded, delivered.Outcome);
        Assert.Contains("forward", delivered.Handled);
        Assert.StartsWith("payment.succeeded ", await target.ReadLineAsync(), StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(Func<string, Task<ForwardTargetProcess>> start)
    {
        await using var target = await start(Another);
        using var client = new HttpClient();
        using var empty = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Headers =
            {
                { "webhook-id", "evt_1" },
                { "webhook-timestamp", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}" },
                { "webhook-signature", "v1,AA==" },
            },
        };
        using var refused = await client.SendAsync(empty);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var delivered = await DeliverAsync(target);

        Assert.Equal(HandlerOutcome.DeadLettered, delivered.Outcome);
        Assert.Contains("401", delivered.LastError, StringComparison.Ordinal);
    }

    private static async Task<DeliveredEvent> DeliverAsync(ForwardTargetProcess target)
    {
        await using var host = await PayHooksTestHost.StartAsync(static _ => { }, new Dictionary<string, string?>
        {
            ["PayHooks:Forward:Url"] = target.Url,
            ["PayHooks:Forward:Secret"] = Secret,
        });
        return await host.DeliverAsync("stripe", "payment_intent.succeeded");
    }
}
