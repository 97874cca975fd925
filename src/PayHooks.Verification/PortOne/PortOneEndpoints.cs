using System.Text.Json;
using PayHooks.Verification.Api;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// PortOne's webhook endpoints: one for each kind of notice. They can be listed and created; PortOne documents no change. They have no
/// secret of their own. Source: iamport-intl/portone-global-mcp-server@03bb04f src/resources/openapi/payment_openapispec.yaml,
/// /api/merchant/{key}/webhook.
/// </summary>
internal sealed class PortOneEndpoints : IEndpointApi
{
    private const string Payments = "payment_status";

    // Notices of the other kinds are not signed, and are registered only if the source accepts them.
    private static readonly string[] Signed = [Payments, "payment_link_status", "subscription_status"];

    private readonly PortOneClient client;
    private readonly string source;

    public PortOneEndpoints(PortOneClient client, SourceSettings source)
    {
        this.client = client;
        this.source = source.Name;
        string[] unsigned = [.. PortOneKinds.Unsigned.Where(source.AcceptUnsigned.Contains).Select(kind => $"{kind}_status")];
        Rules = new EndpointRules
        {
            Events = [.. Signed, .. unsigned],
            RequiredEvents = [Payments, .. unsigned.Where(type => type == "refund_status")],
            IsOnePerEvent = true,
        };
    }

    /// <inheritdoc/>
    public EndpointRules Rules { get; }

    private string Path => $"/api/merchant/{Uri.EscapeDataString(client.ClientKey)}/webhook";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        var response = await client.GetAsync($"{Path}?environment={client.Environment}", cancellationToken).ConfigureAwait(false);
        using var document = Parse(response);
        return Content(document) switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Endpoint).OfType<ApiEndpoint>()],
            { ValueKind: JsonValueKind.Null } => [],
            _ => throw client.Connection.Unexpected("responded without a list at 'content'"),
        };
    }

    /// <inheritdoc/>
    public async Task<ApiEndpoint> CreateAsync(EndpointChange wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var type = wanted.Events is [var only] ? only : throw new ArgumentException("A PortOne endpoint has one type.", nameof(wanted));
        var response = await client.PostAsync(Path, writer =>
        {
            // "The unique name of webhook endpoint."
            writer.WriteString("name", $"PayHooks {source} {type} {Guid.NewGuid():N}");
            writer.WriteString("url", wanted.Url);
            writer.WriteString("type", type);
            writer.WriteString("environment", client.Environment);
        }, cancellationToken).ConfigureAwait(false);
        using var document = Parse(response);
        return Endpoint(Content(document))
            ?? throw client.Connection.Unexpected("created an endpoint, but returned it without its id and URL");
    }

    /// <inheritdoc/>
    public Task UpdateAsync(string id, EndpointChange change, CancellationToken cancellationToken) =>
        throw new NotSupportedException("PortOne documents no change of an endpoint.");

    /// <inheritdoc/>
    public Task<string> SecretAsync(ApiEndpoint endpoint, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An endpoint of PortOne has no secret of its own.");

    /// <inheritdoc/>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        throw new NotSupportedException("PortOne documents no deletion of an endpoint.");

    private JsonDocument Parse(ApiResponse response) =>
        response.IsSuccess ? JsonDocument.Parse(response.Body) : throw client.Connection.Unexpected(response);

    private static JsonElement Content(JsonDocument document) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("content", out var content)
            ? content : default;

    private static ApiEndpoint? Endpoint(JsonElement item) => Text(item, "uuid") is { } id && Text(item, "url") is { } url
        ? new ApiEndpoint(id, url)
        {
            Enabled = item.TryGetProperty("enabled", out var enabled)
                && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? enabled.GetBoolean() : null,
            Events = Text(item, "type") is { } type ? [type] : [],
        }
        : null;

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
