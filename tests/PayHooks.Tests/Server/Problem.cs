using System.Net;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Server;

/// <summary>What every error of the API has in common.</summary>
internal static class Problem
{
    /// <summary>Holds an answer to RFC 9457 and to its status.</summary>
    public static async Task AssertAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((int)expected, (int)problem["status"]!);
        Assert.NotEmpty((string?)problem["title"] ?? "");
        Assert.NotEmpty((string?)problem["detail"] ?? "");
    }
}
