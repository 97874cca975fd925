using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Captures;

/// <summary>A rejected delivery as it arrived, with the reason. It leaves the process only encrypted.</summary>
internal sealed record CapturedDelivery
{
    private const int MostHeadBytes = 16 * 1024;

    /// <summary>When it was rejected.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP status of the response.</summary>
    public required int Status { get; init; }

    /// <summary>The reason, in snake case.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason as a sentence, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>The URL that was called, without its query; null if unknown.</summary>
    public string? Url { get; init; }

    /// <summary>The headers in the order of their arrival.</summary>
    public required IReadOnlyList<CapturedHeader> Headers { get; init; }

    /// <summary>The number of headers for which there was no room.</summary>
    public int HeadersLeftOut { get; init; }

    /// <summary>Whether <see cref="Body"/> is only the first part of the body.</summary>
    public bool IsBodyCut { get; init; }

    /// <summary>The body's bytes, or its first part; null if it was not read.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether there is a body.</summary>
    public bool HasBody { get; init; }

    /// <summary>Serializes it: the length of the JSON (4 bytes), the JSON, and the body. Encrypted, it fits a row of the store.</summary>
    public byte[] ToBytes()
    {
        var one = this with { HasBody = Body is not null };
        byte[] head;
        while ((head = JsonSerializer.SerializeToUtf8Bytes(one, CapturedDeliveryJson.Readable.CapturedDelivery)).Length > MostHeadBytes
            && one.Headers.Count > 0)
        {
            var kept = one.Headers.Count * 3 / 4;
            one = one with { Headers = [.. one.Headers.Take(kept)], HeadersLeftOut = HeadersLeftOut + Headers.Count - kept };
        }

        var body = Body.GetValueOrDefault();
        var bytes = new byte[sizeof(int) + head.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, head.Length);
        head.CopyTo(bytes, sizeof(int));
        body.CopyTo(bytes.AsMemory(sizeof(int) + head.Length));
        return bytes;
    }

    /// <summary>Reads the output of <see cref="ToBytes"/>.</summary>
    /// <exception cref="JsonException">The bytes are not a captured delivery.</exception>
    public static CapturedDelivery FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length > sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(bytes.Span) : -1;
        if (length < 0 || length > bytes.Length - sizeof(int))
        {
            throw new JsonException("The bytes are not a captured delivery.");
        }

        var one = JsonSerializer.Deserialize(bytes.Span.Slice(sizeof(int), length), CapturedDeliveryJson.Readable.CapturedDelivery)
            ?? throw new JsonException("A captured delivery is null.");
        return one.HasBody ? one with { Body = bytes[(sizeof(int) + length)..] } : one;
    }
}

/// <summary>A header of a captured delivery.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; if it is a secret, what can be said of it.</param>
internal sealed record CapturedHeader(string Name, string Value);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CapturedDelivery))]
internal sealed partial class CapturedDeliveryJson : JsonSerializerContext
{
    /// <summary>Escapes as little as possible: the room is limited.</summary>
    public static CapturedDeliveryJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
