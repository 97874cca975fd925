using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The deliveries of an API that is described in JSON instead of code.</summary>
internal sealed class DescribedRedelivery(RedeliveryDescription description, ApiCaller caller) : IRedeliveryApi
{
    private readonly ApiListRunner list = new(description.List, caller);

    /// <inheritdoc/>
    public TimeSpan? MaxAge => description.List.MaxAge;

    /// <inheritdoc/>
    public async Task<ApiDeliveryPage> ListAsync(
        string endpoint, ApiWindow window, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        var page = await list.ReadAsync(window, cursor, cancellationToken, endpoint).ConfigureAwait(false);
        return new ApiDeliveryPage([.. page.Items.Select(Read)], page.Next);
    }

    /// <inheritdoc/>
    public async Task<string?> RedeliverAsync(string endpoint, string delivery, CancellationToken cancellationToken)
    {
        var values = new ApiCallValues { Id = delivery, EndpointId = endpoint };
        var response = await caller.SendAsync(description.Request, values, cancellationToken).ConfigureAwait(false);
        return response is null ? "Its id cannot be part of a URL."
            : response.IsSuccess ? null : $"The provider rejected the request with status {response.Status}.";
    }

    private ApiDelivery Read(ApiItem item)
    {
        using var document = JsonDocument.Parse(item.Body);
        var root = document.RootElement;
        var state = Required(root, description.State);
        return new ApiDelivery(Required(root, description.Id), Required(root, description.Event))
        {
            State = description.Delivered.Contains(state, StringComparer.Ordinal) ? ApiDeliveryState.Delivered
                : description.Pending.Contains(state, StringComparer.Ordinal) ? ApiDeliveryState.Pending : ApiDeliveryState.Failed,
            At = item.At,
            Type = description.Type is { } type ? JsonValues.Text(root, type) : null,
            IsRepeatable = description.Repeatable is not var (path, value) || JsonValues.Text(root, path) == value,
            Body = description.Body is { } body && JsonValues.At(root, body).FirstOrDefault() is { ValueKind: JsonValueKind.Object } sent
                ? new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(sent.GetRawText())) : (ReadOnlyMemory<byte>?)null,
        };
    }

    private string Required(JsonElement root, JsonPath path) => JsonValues.Text(root, path)
        ?? throw caller.Connection.Unexpected($"listed a delivery without '{path.Text}'");
}
