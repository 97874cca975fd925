using System.Buffers;
using System.Text.Json;
using PayHooks.Verification.Api;

namespace PayHooks.Verification.PortOne;

/// <summary>Sends requests to PortOne's API with the token that each needs.</summary>
internal sealed class PortOneClient
{
    private const string Origin = "https://api.portone.cloud";

    private readonly Uri origin;
    private readonly ApiSettings settings;

    public PortOneClient(SourceSettings source, ApiSettings settings, HttpMessageInvoker http)
    {
        this.settings = settings;
        origin = settings.BaseUrl ?? new Uri(Origin);
        ClientKey = settings.ClientKey
            ?? throw new FormatException($"Set PayHooks__Sources__{source.Name}__Api__ClientKey to the client key of the merchant.");
        Connection = new ApiConnection(http, source, origin);
    }

    /// <summary>The connection.</summary>
    public ApiConnection Connection { get; }

    /// <summary>The merchant's client key.</summary>
    public string ClientKey { get; }

    /// <summary>The environment in PortOne's words.</summary>
    public string Environment => settings.Mode == "test" ? "sandbox" : "live";

    /// <summary>Sends a POST with the members of an object.</summary>
    public Task<ApiResponse> PostAsync(string path, Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return SendAsync(HttpMethod.Post, path, body.WrittenSpan.ToArray(), cancellationToken);
    }

    /// <summary>Sends a GET.</summary>
    public Task<ApiResponse> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, cancellationToken);

    private Task<ApiResponse> SendAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken) =>
        Connection.SendAsync(
            new ApiRequest(method, new Uri(origin, path))
            {
                Json = json,
                Headers =
                [
                    KeyValuePair.Create("X-Portone-Client-Key", ClientKey),
                    KeyValuePair.Create("Authorization",
                        $"Bearer {PortOneToken.Create(ClientKey, settings.Key, Connection.Time.GetUtcNow())}"),
                ],
            },
            cancellationToken);
}
