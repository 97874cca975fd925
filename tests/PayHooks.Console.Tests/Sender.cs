using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using PayHooks.Verification;

namespace PayHooks.Console.Tests;

/// <summary>Sends deliveries that are signed in X-Signature, as a provider does.</summary>
internal sealed class Sender(Uri server) : IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = server };

    public static string Body(string id, string type = "payment.completed", string amount = "12.50", string? resource = null) =>
        $$$"""{"id":"{{{id}}}","event":"{{{type}}}","data":{"id":"{{{resource ?? $"pay-{id}"}}}","amount":{{{amount}}},"currency":"EUR"}}""";

    /// <summary>The event's id that such a body gets.</summary>
    public static string EventId(string source, string id, string type = "payment.completed") => EventIds.Create(source, $"{id}|{type}");

    /// <summary>Sends a body, and returns the status of the answer.</summary>
    public async Task<int> SendAsync(string source, string body, string? secret = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{source}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Signature",
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? Stage.Secret), bytes)));
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>Sends a body that is accepted.</summary>
    public async Task DeliverAsync(string source, string body, string? secret = null) =>
        Assert.Equal(200, await SendAsync(source, body, secret));

    public void Dispose() => client.Dispose();
}
