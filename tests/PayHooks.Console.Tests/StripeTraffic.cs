using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Console.Tests;

/// <summary>Events as Stripe sends them: an order that two payments pay, one of which is refunded in part and disputed.</summary>
internal sealed class StripeTraffic(Uri server) : IDisposable
{
    private const string Source = "shop_eu";
    private const string Order = "order-1042";

    private readonly HttpClient client = new() { BaseAddress = server };
    private int sent;

    /// <summary>Sends them, and waits until the flags are there.</summary>
    public async Task PaidTwiceAsync()
    {
        await SendAsync("payment_intent.processing", Intent("pi_first"));
        await SendAsync("payment_intent.payment_failed", Intent("pi_first"));
        await SendAsync("payment_intent.succeeded", Intent("pi_first"));
        await SendAsync("refund.created", Child("re_first", 1000, "succeeded"));
        await SendAsync("charge.dispute.created", Child("dp_first", 3990, "needs_response"));
        await SendAsync("payment_intent.succeeded", Intent("pi_second"));
    }

    public void Dispose() => client.Dispose();

    private static string Intent(string id) =>
        $$$"""{"id":"{{{id}}}","amount":4990,"amount_received":4990,"currency":"eur","metadata":{"order_id":"{{{Order}}}"}}""";

    private static string Child(string id, int amount, string status) =>
        $$"""{"id":"{{id}}","amount":{{amount}},"currency":"eur","status":"{{status}}","payment_intent":"pi_first"}""";

    // One after the other, each when the one before is done.
    private async Task SendAsync(string type, string item)
    {
        var number = ++sent;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var at = (now - 600 + (60 * number)).ToString(CultureInfo.InvariantCulture);
        var body = $$$"""{"id":"evt_{{{number}}}","type":"{{{type}}}","created":{{{at}}},"livemode":false,"data":{"object":{{{item}}}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{Source}") { Content = new StringContent(body) };
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Stage.StripeSecret), Encoding.UTF8.GetBytes($"{now}.{body}"));
        request.Headers.Add("Stripe-Signature", $"t={now},v1={Convert.ToHexStringLower(signed)}");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        while ((await client.GetFromJsonAsync<JsonObject>("/api/events?status=completed&limit=500"))!["events"]!.AsArray().Count < number)
        {
            await Task.Yield();
        }
    }
}
