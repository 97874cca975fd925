using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Serialization;

/// <summary>What the record remembers of how an event came and was handled: the end of the event's JSON where one event is shown.</summary>
internal static class EventLogJson
{
    /// <summary>Writes the members <c>bodyLength</c>, <c>erasedAt</c> and <c>log</c>.</summary>
    public static void Write(Utf8JsonWriter json, EventRecord record)
    {
        if (string.IsNullOrEmpty(record.BodyHash))
        {
            json.WriteNull("bodyLength"u8);
        }
        else
        {
            json.WriteNumber("bodyLength"u8, record.BodyLength);
        }

        EventJson.WriteTime(json, "erasedAt"u8, record.ErasedAt);
        json.WriteStartObject("log"u8);
        WriteDeliveries(json, record);
        WriteAttempts(json, record);
        WriteReplays(json, record);
        json.WriteEndObject();
    }

    private static void WriteDeliveries(Utf8JsonWriter json, EventRecord record)
    {
        json.WriteStartArray("deliveries"u8);
        foreach (var delivery in record.DeliveryLog)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, delivery.Id);
            EventJson.WriteTime(json, "receivedAt"u8, delivery.At);
            json.WriteString("verification"u8, VerificationLevelText.Of(delivery.Verification));
            json.WritePropertyName("secretIndex"u8);
            if (delivery.SecretIndex is { } index)
            {
                json.WriteNumberValue(index);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteBoolean("conflict"u8, delivery.Conflict);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAttempts(Utf8JsonWriter json, EventRecord record)
    {
        json.WriteStartArray("attempts"u8);
        foreach (var attempt in record.AttemptLog)
        {
            json.WriteStartObject();
            EventJson.WriteTime(json, "at"u8, attempt.At);
            json.WriteNumber("attempt"u8, attempt.Attempt);
            json.WriteString("handler"u8, attempt.Handler);
            json.WriteString("outcome"u8, attempt.Outcome);
            json.WriteNumber("durationMs"u8, attempt.DurationMs);
            json.WriteString("error"u8, attempt.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReplays(Utf8JsonWriter json, EventRecord record)
    {
        json.WriteStartArray("replays"u8);
        foreach (var replay in record.Replays)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, replay.Id);
            EventJson.WriteTime(json, "at"u8, replay.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
