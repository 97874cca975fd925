using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.Fuzz;

/// <summary>A delivery as an input: a line with the provider, a line for each header, an empty line, and the body.</summary>
internal sealed record FuzzedDelivery(Source Source, Delivery Delivery)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <summary>Reads an input; null if it names no provider.</summary>
    public static FuzzedDelivery? Of(byte[] input)
    {
        var rest = input.AsSpan();
        if (FuzzSources.Find(Line(ref rest)) is not { } source)
        {
            return null;
        }

        Dictionary<string, StringValues> headers = new(StringComparer.OrdinalIgnoreCase);
        while (Line(ref rest) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
            headers[name] = StringValues.Concat(headers.GetValueOrDefault(name), value);
        }

        return new FuzzedDelivery(source, new Delivery
        {
            Header = headers.GetValueOrDefault,
            Body = rest.ToArray(),
            Url = () => $"https://shop.example.com/webhooks/{source.Settings.Name}",
            ReceivedAt = FuzzSources.Now,
        });
    }

    /// <summary>The input of a delivery.</summary>
    public static byte[] ToInput(string provider, SignedBody signed) =>
    [
        .. Encoding.Latin1.GetBytes(string.Concat(
            [$"{provider}\n", .. signed.Headers.Select(header => $"{header.Key}: {header.Value}\n"), "\n"])),
        .. signed.Body.Span,
    ];

    private static string Line(ref Span<byte> rest)
    {
        var end = rest.IndexOf(LineEnd);
        var line = Encoding.Latin1.GetString(end < 0 ? rest : rest[..end]);
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }
}
