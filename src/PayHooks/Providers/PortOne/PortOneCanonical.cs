using System.Buffers;
using System.Text.Json;

namespace PayHooks.Providers;

/// <summary>
/// The text that PortOne signs: certain fields as <c>name=value</c>, sorted by name, joined by <c>&amp;</c> and escaped as Go's
/// <c>url.Values.Encode</c> does. Source: docs.portone.cloud, "Payment Webhook Response", "Payment Link Webhook Response" and
/// "Subscription Link Webhook Response". Every other field of the body is not authenticated.
/// </summary>
internal readonly ref struct PortOneCanonical : IDisposable
{
    private const int PercentGrowth = 3;
    private const int RoomForNames = 256;

    private readonly byte[] rented;
    private readonly int length;

    private PortOneCanonical(byte[] rented, int length)
    {
        this.rented = rented;
        this.length = length;
    }

    /// <summary>The signed text; valid until it is disposed.</summary>
    public ReadOnlySpan<byte> Text => rented.AsSpan(0, length);

    /// <summary>Writes the signed text; false when a signed field is an object, an array or a number beyond a float64.</summary>
    public static bool TryWrite(in PortOneBody body, PortOneList list, out PortOneCanonical canonical)
    {
        var room = RoomForNames + GoFloat.MaxLength;
        foreach (var (_, field) in list.Fields)
        {
            room += body.Signed(field).Length * JsonText.MaxGrowth * PercentGrowth;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(room);
        var written = 0;
        foreach (var (name, field) in list.Fields)
        {
            name.CopyTo(buffer.AsSpan(written));
            written += name.Length;
            var value = WriteValue(body.Signed(field), field, body.Json, buffer.AsSpan(written));
            if (value < 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                canonical = default;
                return false;
            }

            written += value;
        }

        canonical = new PortOneCanonical(buffer, written);
        return true;
    }

    /// <summary>
    /// The same text as programs write it that escape a space as <c>%20</c>, as PortOne's C# sample does. In both every <c>+</c>
    /// or <c>%20</c> stands for a space and nothing else, so accepting either proves the same values.
    /// </summary>
    public PortOneCanonical WithPercentSpaces()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length * PercentGrowth));
        var written = 0;
        foreach (var character in Text)
        {
            if (character == '+')
            {
                "%20"u8.CopyTo(buffer.AsSpan(written));
                written += 3;
            }
            else
            {
                buffer[written++] = character;
            }
        }

        return new PortOneCanonical(buffer, written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Missing, null and "" are signed alike, as "name=". A number or a boolean in the place of a string is signed as it reads.
    private static int WriteValue(JsonToken token, PortOneField field, ReadOnlySpan<byte> json, Span<byte> destination)
    {
        if (token.IsContainer)
        {
            return -1;
        }

        if (!token.HasContent)
        {
            return 0;
        }

        var raw = token.Raw(json);
        if (field == PortOneField.Amount && token.Type == JsonTokenType.Number)
        {
            return GoFloat.TryFormat(raw, destination, out var written) ? written : -1;
        }

        if (JsonText.IsPlain(raw))
        {
            return FormEscape.Write(raw, destination);
        }

        var decoded = ArrayPool<byte>.Shared.Rent(raw.Length * JsonText.MaxGrowth);
        var escaped = FormEscape.Write(decoded.AsSpan(0, JsonText.Decode(raw, decoded)), destination);
        ArrayPool<byte>.Shared.Return(decoded);
        return escaped;
    }
}
