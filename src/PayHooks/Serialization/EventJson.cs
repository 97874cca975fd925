using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Serialization;

/// <summary>An event as JSON: one shape for the API, the tool and the forwarder. Absent facts are null, never invented.</summary>
internal static class EventJson
{
    // Readable text; a payload is never put into HTML by the server.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = EventPayload.MaxDepth + 8 };

    /// <summary>One event, as lists show it.</summary>
    public static byte[] Write(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Write(json => WriteEvent(json, record, null));
    }

    /// <summary>One event with its payload and its log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="body">Its body, or null when it is gone.</param>
    public static byte[] WriteDetail(EventRecord record, ReadOnlyMemory<byte>? body)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Write(json =>
        {
            json.WriteStartObject();
            WriteMembers(json, record, body is { } bytes ? EventPayload.Parse(bytes) : null);
            EventLogJson.Write(json, record);
            json.WriteEndObject();
        });
    }

    /// <summary>A page of events, without payloads.</summary>
    public static byte[] Write(EventPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("events"u8);
            foreach (var record in page.Events)
            {
                WriteEvent(json, record, null);
            }

            json.WriteEndArray();
            json.WriteString("cursor"u8, page.Cursor);
            json.WriteEndObject();
        });
    }

    /// <summary>An event as its handlers see it while they run.</summary>
    public static byte[] Write(WebhookEvent webhookEvent, HandlerContext context)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        ArgumentNullException.ThrowIfNull(context);
        return Write(json => WriteEvent(
            json,
            new EventRecord
            {
                Id = webhookEvent.Id,
                Source = webhookEvent.Source,
                Provider = webhookEvent.Provider,
                Facts = webhookEvent.Facts,
                Verification = webhookEvent.Verification,
                ReceivedAt = webhookEvent.ReceivedAt,
                Status = EventStatus.Processing,
                Deliveries = context.Deliveries,
                Attempts = context.Attempt,
            },
            webhookEvent.Payload));
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, EventRecord record, JsonElement? payload)
    {
        json.WriteStartObject();
        WriteMembers(json, record, payload);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, EventRecord record, JsonElement? payload)
    {
        var facts = record.Facts;
        json.WriteString("id"u8, record.Id);
        json.WriteString("source"u8, record.Source);
        json.WriteString("provider"u8, record.Provider);
        json.WriteString("providerEventId"u8, facts.ProviderEventId);
        json.WriteString("type"u8, facts.Type);
        json.WriteString("providerType"u8, facts.ProviderType);
        json.WriteString("status"u8, EventStatusText.Of(record.Status));
        json.WriteString("verification"u8, VerificationLevelText.Of(record.Verification));
        json.WriteStartObject("resource"u8);
        json.WriteString("id"u8, facts.Resource.Id);
        json.WriteString("merchantReference"u8, facts.Resource.MerchantReference);
        json.WriteEndObject();
        WriteAmount(json, facts.Amount);
        WriteBoolean(json, "livemode"u8, facts.Livemode);
        WriteTime(json, "occurredAt"u8, facts.OccurredAt);
        WriteTime(json, "receivedAt"u8, record.ReceivedAt);
        WriteTime(json, "completedAt"u8, record.CompletedAt);
        json.WriteNumber("deliveries"u8, record.Deliveries);
        json.WriteNumber("conflicts"u8, record.Conflicts);
        json.WriteNumber("attempts"u8, record.Attempts);
        WriteTime(json, "nextAttemptAt"u8, record.NextAttemptAt);
        json.WriteString("lastError"u8, record.LastError);
        json.WriteStartArray("handlers"u8);
        foreach (var handled in record.Handled)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, handled.Name);
            WriteTime(json, "handledAt"u8, handled.HandledAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("payload"u8);
        if (payload is { } element)
        {
            element.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteAmount(Utf8JsonWriter json, Amount? amount)
    {
        if (amount is null)
        {
            json.WriteNull("amount"u8);
            return;
        }

        json.WriteStartObject("amount"u8);
        json.WriteString("value"u8, amount.Text);
        json.WriteString("currency"u8, amount.Currency);
        json.WriteEndObject();
    }

    private static void WriteBoolean(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    internal static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
