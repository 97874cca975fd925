using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>An event as returned by the API; members that are missing or of another type are null.</summary>
internal readonly struct EventView(JsonElement json)
{
    public JsonElement Json { get; } = json;

    public string Id => Text("id") ?? "?";

    public string Source => Text("source") ?? "?";

    public string? Provider => Text("provider");

    public string? ProviderEventId => Text("providerEventId");

    public string Type => Text("type") ?? "?";

    public string? ProviderType => Text("providerType");

    public string Status => Text("status") ?? "?";

    public string? Verification => Text("verification");

    public string? ResourceId => Text(Member("resource"), "id");

    public string? MerchantReference => Text(Member("resource"), "merchantReference");

    /// <summary>The outcome: handled, no_handler or unrecognised; null until the event is completed.</summary>
    public string? Outcome => Text("outcome");

    public string? Effect => Text("effect");

    public string? Payment => Text("payment");

    /// <summary>The URL of the payment in the provider's dashboard, or null.</summary>
    public string? Dashboard => Text("dashboard");

    public string? Owner => Text("owner");

    /// <summary>The amount with its currency, or null; the provider's own text when the value is unknown.</summary>
    public string? Amount => MoneyText.Of(Member("amount"));

    public bool? Livemode => Member("livemode").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public DateTimeOffset? OccurredAt => Time(Member("occurredAt"));

    public DateTimeOffset? ReceivedAt => Time(Member("receivedAt"));

    public DateTimeOffset? CompletedAt => Time(Member("completedAt"));

    public DateTimeOffset? NextAttemptAt => Time(Member("nextAttemptAt"));

    public int Deliveries => Number("deliveries");

    public int Conflicts => Number("conflicts");

    public int Attempts => Number("attempts");

    public string? LastError => Text("lastError");

    /// <summary>The handlers that have finished, with the times.</summary>
    public IEnumerable<(string Name, DateTimeOffset? At)> Handlers => Member("handlers") is { ValueKind: JsonValueKind.Array } handlers
        ? handlers.EnumerateArray().Select(handler => (Text(handler, "name") ?? "?", Time(Member(handler, "handledAt"))))
        : [];

    public long? BodyLength =>
        Member("bodyLength") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var length) ? length : null;

    public DateTimeOffset? ErasedAt => Time(Member("erasedAt"));

    /// <summary>Returns the log entries of one kind (<c>deliveries</c>, <c>attempts</c>, <c>replays</c>), oldest first.</summary>
    public IEnumerable<LogEntryView> Log(string kind) => Member(Member("log"), kind) is { ValueKind: JsonValueKind.Array } entries
        ? entries.EnumerateArray().Select(entry => new LogEntryView(entry))
        : [];

    /// <summary>The body, or null when it was erased or is not JSON.</summary>
    public JsonElement? Payload =>
        Member("payload") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } payload ? payload : null;

    private string? Text(string name) => Text(Json, name);

    private int Number(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;

    private JsonElement Member(string name) => Member(Json, name);

    internal static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    internal static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    internal static DateTimeOffset? Time(JsonElement value) => value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : null;
}
