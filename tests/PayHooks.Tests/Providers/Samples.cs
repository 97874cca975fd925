using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Tests.Providers;

/// <summary>Sample bodies, sources and deliveries.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A file of the folder Deliveries, byte for byte.</summary>
    public static byte[] Body(string path) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Deliveries", path));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(SignedBody signed) => Encoding.UTF8.GetString(signed.Body.Span);

    public static SourceSettings Source(ProviderDescriptor provider, params string[] secrets) => new()
    {
        Name = "shop",
        Provider = provider.Name,
        Secrets = [.. secrets.Select((secret, index) => new Secret(index, secret))],
    };

    public static Delivery Delivery(ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers) => new()
    {
        Body = body,
        ReceivedAt = Now,
        Header = name => new StringValues(
            [.. headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)]),
    };

    public static Delivery Delivery(SignedBody signed) =>
        Delivery(signed.Body, [.. signed.Headers.Select(header => (header.Key, header.Value))]);

    /// <summary>What a source lays over the description of its provider.</summary>
    public static IReadOnlyList<SchemeLayer> Scheme(string json) => [SchemeLayer.Parse("test.json", Utf8(json))];

    /// <summary>The headers of a delivery, by name.</summary>
    public static Func<string, string?> Header(SignedBody signed) =>
        name => signed.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    public static T? Payload<T>(ReadOnlyMemory<byte> body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class =>
        new WebhookEvent(body)
        {
            Id = "evt_a",
            Source = "shop",
            Provider = "any",
            Facts = EventFacts.Unrecognised,
            Verification = VerificationLevel.None,
            ReceivedAt = Now,
        }.PayloadAs(type);

    /// <summary>The sample with one byte changed.</summary>
    public static byte[] Flipped(ReadOnlySpan<byte> body, int at)
    {
        var flipped = body.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }
}
