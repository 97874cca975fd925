using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using PayHooks.AspNetCore;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Mcp;

/// <summary>A tool that says why deliveries were rejected, and what to do.</summary>
internal sealed class ExplainRejectionTool(ApiClient api) : ApiTool(
    "explain_rejection",
    "Says why the newest rejected deliveries of the last seven days were rejected: the reason, what it means, what the server found, "
        + $"and what to do. {ToolCatalog.DataHint}",
    [
        ApiParameters.Source,
        new("reason", ApiValue.Text, "Only this reason, for example signature_mismatch."),
        new("limit", ApiValue.Number, $"How many deliveries at most, up to {MostLimit}. Default: {UsualLimit}."),
    ],
    isReadOnly: true)
{
    private const int UsualLimit = 10;
    private const int MostLimit = 50;

    /// <inheritdoc/>
    protected override async Task<CallToolResult> RunAsync(
        IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var limit = texts.TryGetValue("limit", out var number)
            ? (int)Math.Clamp(long.Parse(number, CultureInfo.InvariantCulture), 1, MostLimit)
            : UsualLimit;
        var source = texts.GetValueOrDefault("source") is { Length: > 0 } name ? $"&source={Uri.EscapeDataString(name)}" : "";
        var answer = await api.GetAsync($"{ApiRoutes.Rejected}?limit=500{source}", cancellationToken);
        if (answer.Problem is not null)
        {
            return ToolResult.Error(answer.Problem);
        }

        var reason = texts.GetValueOrDefault("reason") is { Length: > 0 } only ? only : null;
        var found = EventView.Member(answer.Json!.Value, "rejected") is { ValueKind: JsonValueKind.Array } all
            ? all.EnumerateArray().Where(one => reason is null || EventView.Text(one, "reason") == reason).Take(limit).ToArray()
            : [];
        return ToolResult.Text(found.Length == 0
            ? "No such delivery was rejected in the last seven days. If webhooks do not arrive, they do not reach the server: check the "
                + "URL in the provider's dashboard, the tunnel and the firewall."
            : Explain(found));
    }

    private static string Explain(JsonElement[] deliveries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("deliveries");
            foreach (var delivery in deliveries)
            {
                json.WriteStartObject();
                foreach (var member in delivery.EnumerateObject())
                {
                    member.WriteTo(json);
                }

                var explained = RejectionMeanings.Of(EventView.Text(delivery, "reason"));
                json.WriteString("meaning", explained?.Meaning);
                json.WriteString("fix", explained?.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
