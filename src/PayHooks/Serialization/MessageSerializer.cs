using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Serialization;

/// <summary>
/// The format of queue messages: one line of ASCII JSON, because Storage queues reject control characters and the platform's base64 default
/// has lost messages for others (azure-sdk-for-net #21449). The body is base64 in the JSON; for a queue that accepts bytes it is left as it
/// is beside the JSON, which then contains its length.
/// </summary>
internal static class MessageSerializer
{
    /// <summary>The version that this code writes, and the only one it reads.</summary>
    public const int Version = 1;

    // Initial capacity for everything except the body.
    private const int Room = 1024;

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="asBytes">Whether the body may be left as raw bytes; it is then the delivery's array, not a copy.</param>
    public static MessageText Write(QueueMessage message, bool asBytes = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = message is DeliveryMessage delivered ? delivered.Body.Bytes : default;
        asBytes &= !body.IsEmpty;

        // Large enough from the start: growing would copy the body again before the response.
        var buffer = new ArrayBufferWriter<byte>(Room + (asBytes ? 0 : Base64.GetMaxEncodedToUtf8Length(body.Length)));
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        json.WriteString("kind"u8, message switch
        {
            DeliveryMessage => "delivery"u8,
            RetryMessage { IsGuard: true } => "guard"u8,
            RetryMessage => "retry"u8,
            _ => "replay"u8,
        });
        json.WriteString("source"u8, message.Source);
        json.WriteString("dueAt"u8, message.DueAt);
        if (message.TraceParent is not null)
        {
            json.WriteString("traceparent"u8, message.TraceParent);
        }

        if (message.RequeueCount > 0)
        {
            json.WriteNumber("putBacks"u8, message.RequeueCount);
        }

        switch (message)
        {
            case DeliveryMessage delivery:
                WriteDelivery(json, delivery, asBytes);
                break;
            case RetryMessage retry:
                json.WriteString("eventId"u8, retry.EventId);
                json.WriteNumber("generation"u8, retry.Generation);
                break;
            case ReplayMessage replay:
                json.WriteString("eventId"u8, replay.EventId);
                json.WriteString("replayId"u8, replay.ReplayId);
                if (replay.Force)
                {
                    json.WriteBoolean("force"u8, true);
                }

                break;
        }

        json.WriteEndObject();
        json.Flush();
        return new MessageText(buffer.WrittenMemory, asBytes ? body : default);
    }

    /// <summary>
    /// Reads a message. <see cref="ReadMessage.Message"/> is null if the text has another version (retry later, with newer code) or is not
    /// a message (<see cref="ReadMessage.IsUnreadable"/>).
    /// </summary>
    public static ReadMessage Read(MessageText text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.Envelope);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("v"u8, out var v) || !v.TryGetInt32(out var version))
            {
                return ReadMessage.Unreadable;
            }

            var putBacks = root.TryGetProperty("putBacks"u8, out var backs) && backs.TryGetInt32(out var count) ? count : 0;
            if (version != Version)
            {
                return new ReadMessage(null, IsUnreadable: false, putBacks);
            }

            return root.GetProperty("kind"u8).GetString() switch
            {
                "delivery" => new ReadMessage(ReadDelivery(root, putBacks, text.Body), false, putBacks),
                "retry" => new ReadMessage(ReadRetry(root, putBacks), false, putBacks),
                "guard" => new ReadMessage(ReadRetry(root, putBacks) with { IsGuard = true }, false, putBacks),
                "replay" => new ReadMessage(ReadReplay(root, putBacks), false, putBacks),
                _ => new ReadMessage(null, IsUnreadable: false, putBacks),
            };
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return ReadMessage.Unreadable;
        }
    }

    /// <summary>Increments the requeue count in the text, for messages that this version cannot read.</summary>
    public static MessageText WithRequeueCount(MessageText text, int putBacks)
    {
        using var document = JsonDocument.Parse(text.Envelope);
        var buffer = new ArrayBufferWriter<byte>(text.Envelope.Length + 32);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject().Where(member => !member.NameEquals("putBacks"u8)))
        {
            member.WriteTo(json);
        }

        json.WriteNumber("putBacks"u8, putBacks);
        json.WriteEndObject();
        json.Flush();
        return text with { Envelope = buffer.WrittenMemory };
    }

    private static void WriteDelivery(Utf8JsonWriter json, DeliveryMessage delivery, bool asBytes)
    {
        json.WriteString("deliveryId"u8, delivery.DeliveryId);
        json.WriteString("receivedAt"u8, delivery.ReceivedAt);
        json.WriteString("verification"u8, VerificationLevelText.Of(delivery.Verification));
        json.WriteNumber("secretIndex"u8, delivery.SecretIndex);
        if (delivery.Identity is not null)
        {
            json.WriteString("identity"u8, delivery.Identity);
        }

        if (delivery.Headers.Count > 0)
        {
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in delivery.Headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (delivery.Body.Reference is { } reference)
        {
            json.WriteString("bodyReference"u8, reference);
        }
        else if (asBytes)
        {
            json.WriteNumber("bodyLength"u8, delivery.Body.Bytes.Length);
        }
        else
        {
            json.WriteBase64String("body"u8, delivery.Body.Bytes.Span);
        }
    }

    private static DeliveryMessage ReadDelivery(JsonElement root, int putBacks, ReadOnlyMemory<byte> body) => new()
    {
        Source = Text(root, "source"u8),
        DueAt = root.GetProperty("dueAt"u8).GetDateTimeOffset(),
        TraceParent = OptionalText(root, "traceparent"u8),
        RequeueCount = putBacks,
        DeliveryId = Text(root, "deliveryId"u8),
        ReceivedAt = root.GetProperty("receivedAt"u8).GetDateTimeOffset(),
        Verification = VerificationLevelText.Parse(Text(root, "verification"u8)),
        SecretIndex = root.GetProperty("secretIndex"u8).GetInt32(),
        Identity = OptionalText(root, "identity"u8),
        Body = OptionalText(root, "bodyReference"u8) is { } reference ? EventBody.Stored(reference)
            : root.TryGetProperty("bodyLength"u8, out var length) ? Whole(body, length.GetInt32())
            : root.GetProperty("body"u8).GetBytesFromBase64(),
        Headers = root.TryGetProperty("headers"u8, out var headers)
            ? [.. headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString() ?? ""))]
            : [],
    };

    private static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> body, int length) =>
        body.Length == length ? body : throw new FormatException("The body is cut off.");

    private static RetryMessage ReadRetry(JsonElement root, int putBacks) => new()
    {
        Source = Text(root, "source"u8),
        DueAt = root.GetProperty("dueAt"u8).GetDateTimeOffset(),
        TraceParent = OptionalText(root, "traceparent"u8),
        RequeueCount = putBacks,
        EventId = Text(root, "eventId"u8),
        Generation = root.GetProperty("generation"u8).GetInt32(),
    };

    private static ReplayMessage ReadReplay(JsonElement root, int putBacks) => new()
    {
        Source = Text(root, "source"u8),
        DueAt = root.GetProperty("dueAt"u8).GetDateTimeOffset(),
        TraceParent = OptionalText(root, "traceparent"u8),
        RequeueCount = putBacks,
        EventId = Text(root, "eventId"u8),
        ReplayId = Text(root, "replayId"u8),
        Force = root.TryGetProperty("force"u8, out var force) && force.GetBoolean(),
    };

    private static string Text(JsonElement root, ReadOnlySpan<byte> name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"{Encoding.ASCII.GetString(name)} is null");

    private static string? OptionalText(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>The result of <see cref="MessageSerializer.Read"/>.</summary>
/// <param name="Message">The message, or null.</param>
/// <param name="IsUnreadable">Whether the text is not a message of any version.</param>
/// <param name="RequeueCount">How often it was requeued; 0 if unknown.</param>
internal readonly record struct ReadMessage(QueueMessage? Message, bool IsUnreadable, int RequeueCount)
{
    internal static ReadMessage Unreadable { get; } = new(null, IsUnreadable: true, 0);
}
