using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using PayHooks.Cli.Settings;

namespace PayHooks.Cli.Client;

/// <summary>A client of the operations API, local or on Azure.</summary>
internal sealed class ApiClient : IDisposable
{
    private const string WhatKey =
        "It is PayHooks__AdminKey of the local server; on Azure a function key or, with sign-in, that key or 'Bearer TOKEN'.";
    private const string BearerPrefix = "Bearer ";

    /// <summary>How long a request may take.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;
    private readonly bool hasKey;

    public ApiClient(Uri server, string? key, TimeSpan? limit = null)
    {
        Name = server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        hasKey = key is not null;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(Name + "/"),
            Timeout = limit ?? UsualLimit,
        };
        if (key?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) == true)
        {
            // A token of Entra ID, where people sign in.
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", key);
        }
        else if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", key);
        }
    }

    /// <summary>The server's base URL for display.</summary>
    public string Name { get; }

    /// <summary>The options that a follow-up command needs to reach the same server: none for the local one.</summary>
    public string Option => Name == DefaultServer.Url ? "" : $" --server {Name}";

    /// <summary>Sends a GET request.</summary>
    public Task<ApiResponse> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, cancellationToken);

    /// <summary>Downloads the bytes at a path; null on failure.</summary>
    public async Task<byte[]?> GetBytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(path, cancellationToken);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Downloads the content at a path to a stream. The time limit applies only until the response begins.</summary>
    public async Task<ApiResponse> DownloadAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                await response.Content.CopyToAsync(destination, cancellationToken);
                return new ApiResponse(response.StatusCode, null, null);
            }

            var json = TryParse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new ApiResponse(response.StatusCode, json, Explain(response.StatusCode, json));
        }
        catch (HttpRequestException e)
        {
            return Unreachable(e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable($"no answer within {client.Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Sends a POST request.</summary>
    public Task<ApiResponse> PostAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, cancellationToken);

    /// <summary>Sends a POST request with a JSON object.</summary>
    public Task<ApiResponse> PostAsync(string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return SendAsync(HttpMethod.Post, path, cancellationToken, buffer.WrittenMemory);
    }

    /// <summary>Sends a DELETE request.</summary>
    public Task<ApiResponse> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, cancellationToken);

    /// <summary>Streams new and changed events; null when the server does not support it.</summary>
    public async Task<LiveEvents?> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetAsync("api/stream", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response is { StatusCode: HttpStatusCode.OK, Content.Headers.ContentType.MediaType: LiveEvents.MediaType })
            {
                return new LiveEvents(response);
            }

            response.Dispose();
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The next list request reports the error.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<ApiResponse> SendAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, ReadOnlyMemory<byte>? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (method != HttpMethod.Get)
        {
            // Shows that the request was intentional and not made by a page in a browser.
            request.Headers.Add("x-payhooks", "1");
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var answer = TryParse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new ApiResponse(response.StatusCode, answer, Explain(response.StatusCode, answer)) { Date = response.Headers.Date };
        }
        catch (HttpRequestException e)
        {
            return Unreachable(e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable($"no answer within {client.Timeout.TotalSeconds:0} s");
        }
    }

    private ApiResponse Unreachable(HttpRequestException e) => Unreachable(
        e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "the connection was refused" : e.Message);

    private ApiResponse Unreachable(string why) => new(
        null, null, $"No server answers at {Name}: {why}. Start the local one with: payhooks serve. Or name another with --server URL.");

    private string? Explain(HttpStatusCode status, JsonElement? json) => status switch
    {
        HttpStatusCode.Unauthorized =>
            hasKey ? $"{Name} does not accept the key. {WhatKey}" : $"{Name} requires a key: pass --key K or set PAYHOOKS_KEY. {WhatKey}",
        HttpStatusCode.Forbidden =>
            $"{Name} refused: {Detail(json) ?? "403."}{(hasKey ? "" : " Then pass the key with --key or PAYHOOKS_KEY.")}",
        HttpStatusCode.NoContent => null,
        _ when (int)status is >= 200 and < 300 => json is null ? $"{Name} does not answer as PayHooks does. Is --server correct?" : null,
        _ => Detail(json) ?? $"{Name} answered {(int)status}.",
    };

    // RFC 9457: the detail is more specific than the title.
    private static string? Detail(JsonElement? problem) => problem is { ValueKind: JsonValueKind.Object } members
        ? Text(members, "detail") ?? Text(members, "title")
        : null;

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A response from the server.</summary>
/// <param name="Status">The HTTP status, or null without a response.</param>
/// <param name="Json">The body, or null when it is not JSON.</param>
/// <param name="Problem">The error message for the user, or null.</param>
internal sealed record ApiResponse(HttpStatusCode? Status, JsonElement? Json, string? Problem)
{
    /// <summary>The time by the server's clock, or null.</summary>
    public DateTimeOffset? Date { get; init; }
}
