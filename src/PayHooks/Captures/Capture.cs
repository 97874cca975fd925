using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayHooks.Captures;

/// <summary>
/// For a limited time, the rejected deliveries of a source are kept, headers and body, so that a person can see why they are rejected.
/// They are encrypted: only the person who started the capture has the private key.
/// </summary>
internal sealed record Capture
{
    /// <summary>The maximum number of deliveries of a capture, of all instances together.</summary>
    public const int MostDeliveries = 100;

    /// <summary>How much of a body is kept; with the headers, a row of the store holds it.</summary>
    public const int MostBodyBytes = 40 * 1024;

    /// <summary>The maximum number of captures at a time.</summary>
    public const int MostAtOnce = 10;

    /// <summary>How long a capture can run.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Identifies it.</summary>
    public required string Id { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>Who started it.</summary>
    public required string By { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it ends, or ended.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>What deliveries are encrypted with: a SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsActive(DateTimeOffset now) => now < Until;

    /// <summary>Serializes it as compact JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CaptureJson.Default.Capture);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a capture.</exception>
    public static Capture FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, CaptureJson.Default.Capture) ?? throw new JsonException("A capture is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Capture))]
internal sealed partial class CaptureJson : JsonSerializerContext;
