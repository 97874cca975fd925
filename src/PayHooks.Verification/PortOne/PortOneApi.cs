using System.Globalization;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// PortOne's API: lists payments by the time of their creation, and looks up payments and refunds. A listed payment lacks the channel's
/// reference, which is part of its webhook's identity; one that is looked up has it. Subscriptions and payouts are not asked for: their
/// responses lack what their webhooks report. Source: iamport-intl/portone-global-mcp-server@03bb04f
/// src/resources/openapi/{payment,refund}_openapispec.yaml.
/// </summary>
internal sealed class PortOneApi : IProviderApi
{
    private const string NotFound = "4096";
    private const int PageSize = 100;

    private static readonly JsonPaths Paths =
        JsonPaths.Of("body.content", "body.total_pages", "content", "content.refund_status", "refundDetails", "status_code");

    private readonly PortOneClient client;

    public PortOneApi(SourceSettings source, ApiSettings settings, HttpMessageInvoker http)
    {
        client = new PortOneClient(source, settings, http);
        Endpoints = new PortOneEndpoints(client, source);
    }

    /// <summary>What the settings have to contain.</summary>
    public static ApiSettingsForm Form { get; } =
        new("the merchant's secret key") { KeyIsSecret = true, NeedsClientKey = true, HasModes = true };

    /// <inheritdoc/>
    public ApiCapabilities Capabilities { get; } = new()
    {
        Lists = true,
        Finds = new HashSet<SubjectKind> { SubjectKind.Payment, SubjectKind.Refund },
        Filter = ApiTimeFilter.Created,
    };

    /// <inheritdoc/>
    public IEndpointApi? Endpoints { get; }

    // Refunds are only known by their payment.
    /// <inheritdoc/>
    public bool CanFind(ApiLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        return lookup.Subject is { Kind: SubjectKind.Payment, Id.Length: > 0 } or { Kind: SubjectKind.Refund, PaymentId.Length: > 0 };
    }

    /// <inheritdoc/>
    public async Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        var page = int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var response = await client.PostAsync($"/api/merchant/{Uri.EscapeDataString(client.ClientKey)}/fetch-all-payments", writer =>
        {
            writer.WriteNumber("page", page);
            writer.WriteNumber("size", PageSize);
            writer.WriteString("from", Time(window.From));
            writer.WriteString("to", Time(window.Until.AddMilliseconds(1)));
            writer.WriteString("environment", client.Environment);
        }, cancellationToken).ConfigureAwait(false);
        var tokens = Tokens(response);
        var items = Items(response, tokens, "body.content").Select(Listed).ToList();
        var isLast = !int.TryParse(tokens[Paths.SlotOf("body.total_pages")].Text(response.Body.Span), NumberStyles.None,
            CultureInfo.InvariantCulture, out var pages) || page >= pages;
        return new ApiPage(items, isLast || items.Count == 0 ? null : (page + 1).ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        return !CanFind(lookup) ? throw new NotSupportedException("PortOne is asked for payments, and for refunds of a known payment.")
            : lookup.Subject.Kind == SubjectKind.Payment ? PaymentAsync(lookup.Subject.Id, cancellationToken)
            : RefundAsync(lookup.Subject.PaymentId!, lookup.Subject.Id, cancellationToken);
    }

    // A payment with refunds has them behind it: their webhooks are not repeated, and no list contains them.
    private async Task<IReadOnlyList<ApiItem>> PaymentAsync(string orderRef, CancellationToken cancellationToken)
    {
        var response = await client.PostAsync($"/api/{Uri.EscapeDataString(client.ClientKey)}/transaction-details",
            writer => writer.WriteString("order_ref", orderRef), cancellationToken).ConfigureAwait(false);
        var tokens = Tokens(response);
        if (IsUnknown(response, tokens))
        {
            return [];
        }

        var content = tokens[Paths.SlotOf("content")];
        if (content.Type != JsonTokenType.StartObject)
        {
            throw client.Connection.Unexpected("responded without the payment that was asked for");
        }

        var payment = new ApiItem(response.Body.Slice(content.Start, content.Length)) { HasWebhookIdentity = true };
        return tokens[Paths.SlotOf("content.refund_status")].Text(response.Body.Span) is null ? [payment]
            : [payment, .. await RefundsAsync(orderRef, cancellationToken).ConfigureAwait(false)];
    }

    private async Task<IReadOnlyList<ApiItem>> RefundAsync(string orderRef, string id, CancellationToken cancellationToken)
    {
        var refunds = await RefundsAsync(orderRef, cancellationToken).ConfigureAwait(false);
        return [.. refunds.Where(refund =>
        {
            var body = PortOneBody.Read(refund.Body, out _);
            return body.Text(PortOneField.RefundId, PortOneField.PspRefundId) == id;
        })];
    }

    private async Task<IReadOnlyList<ApiItem>> RefundsAsync(string orderRef, CancellationToken cancellationToken)
    {
        if (orderRef is "." or "..")
        {
            return [];
        }

        var response = await client.GetAsync($"/api/refund/{Uri.EscapeDataString(orderRef)}", cancellationToken).ConfigureAwait(false);
        var tokens = Tokens(response);
        return IsUnknown(response, tokens) ? []
            : [.. Items(response, tokens, "refundDetails").Select(refund =>
                new ApiItem(PortOneRefundBody.Of(refund, orderRef)) { HasWebhookIdentity = true })];
    }

    private static ApiItem Listed(ReadOnlyMemory<byte> item)
    {
        var body = PortOneBody.Read(item, out _);
        return new ApiItem(item.ToArray())
        {
            HasWebhookIdentity = body.Has(PortOneField.ChannelOrderRef),
            At = ProviderTime.Parse(body.Text(PortOneField.CreatedAt)),
        };
    }

    private List<ReadOnlyMemory<byte>> Items(ApiResponse response, JsonToken[] tokens, string path)
    {
        if (!response.IsSuccess)
        {
            throw client.Connection.Unexpected(response);
        }

        var list = tokens[Paths.SlotOf(path)];
        List<ReadOnlyMemory<byte>> items = [];
        if (list.Type != JsonTokenType.StartArray)
        {
            throw client.Connection.Unexpected($"responded without a list at '{path}'");
        }

        var array = response.Body.Slice(list.Start, list.Length);
        foreach (var item in new JsonItems(array.Span))
        {
            items.Add(item.Type == JsonTokenType.StartObject ? array.Slice(item.Start, item.Length)
                : throw client.Connection.Unexpected($"responded with something other than objects at '{path}'"));
        }

        return items;
    }

    private bool IsUnknown(ApiResponse response, JsonToken[] tokens) => !response.IsSuccess
        && (response.Status == 404 || tokens[Paths.SlotOf("status_code")].Text(response.Body.Span) == NotFound
            ? true : throw client.Connection.Unexpected(response));

    private static JsonToken[] Tokens(ApiResponse response)
    {
        var tokens = new JsonToken[Paths.Count];
        Paths.Find(response.Body.Span, tokens, JsonNameRule.LastCounts);
        return tokens;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
