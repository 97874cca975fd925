using System.Buffers;
using System.Text;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.XanPay;

/// <summary>
/// XanPay's API: looks up a charge. "Not all REST API endpoints are available to all users", and none that lists charges is documented.
/// Source: xanpay.com/documentation/api, "Authentication", "Charges", "Refunds"; charges are retrieved like the refunds shown there.
/// </summary>
internal sealed class XanPayApi : IProviderApi
{
    private const string Origin = "https://api.xanpay.com";

    private static readonly JsonPaths Paths =
        JsonPaths.Of("id", "status", "merchantAmount", "merchantCurrency", "customerCurrency", "method");

    private readonly ApiConnection connection;
    private readonly Uri origin;
    private readonly KeyValuePair<string, string>[] headers;

    public XanPayApi(SourceSettings source, ApiSettings settings, HttpMessageInvoker http)
    {
        origin = settings.BaseUrl ?? new Uri(Origin);
        connection = new ApiConnection(http, source, origin);
        headers = [KeyValuePair.Create("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.Key))}")];
    }

    /// <summary>What the settings have to contain.</summary>
    public static ApiSettingsForm Form { get; } = new("API key and API secret: KEY:SECRET");

    /// <inheritdoc/>
    public ApiCapabilities Capabilities { get; } = new() { Finds = new HashSet<SubjectKind> { SubjectKind.Payment } };

    /// <inheritdoc/>
    public Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException("XanPay documents no list of charges.");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        var id = lookup.Subject.Id;
        if (lookup.Subject.Kind != SubjectKind.Payment)
        {
            throw new NotSupportedException("XanPay's API is asked for charges only.");
        }

        if (id is "" or "." or "..")
        {
            return [];
        }

        var url = new Uri(origin, $"/charges/{Uri.EscapeDataString(id)}");
        var response = await connection.SendAsync(new ApiRequest(HttpMethod.Get, url) { Headers = headers }, cancellationToken)
            .ConfigureAwait(false);

        // An account that may not use this endpoint is told the same as one that asks for a charge that does not exist.
        return response.Status == 404
            ? throw connection.Refused("does not know this charge, or does not offer charges to this account: ask XanPay, or set "
                + "Api__Confirm to never")
            : response.IsSuccess ? [new ApiItem(Notification(response.Body.Span, id)) { HasWebhookIdentity = true }]
            : throw connection.Unexpected(response);
    }

    private byte[] Notification(ReadOnlySpan<byte> json, string id)
    {
        var tokens = new JsonToken[Paths.Count];
        if (Paths.Find(json, tokens, JsonNameRule.LastCounts) != JsonShape.Object || tokens[Paths.SlotOf("id")].Text(json) != id)
        {
            throw connection.Unexpected("responded with something other than the charge that was asked for");
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("reason", "charge_status_updated");
            writer.WriteStartObject("payload");
            Copy(writer, "chargeId", json, tokens, "id");
            Copy(writer, "status", json, tokens, "status");
            Copy(writer, "merchantAmount", json, tokens, "merchantAmount");
            Copy(writer, "merchantCurrency", json, tokens, "merchantCurrency");
            Copy(writer, "customerCurrency", json, tokens, "customerCurrency");
            Copy(writer, "paymentMethod", json, tokens, "method");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json, JsonToken[] tokens, string path)
    {
        var value = tokens[Paths.SlotOf(path)];
        if (value.Type != JsonTokenType.None)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Slice(value.Start, value.Length), skipInputValidation: true);
        }
    }
}
