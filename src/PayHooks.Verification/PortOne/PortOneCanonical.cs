using System.Text.Json;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// The text that PortOne signs: certain fields as <c>name=value</c>, sorted by name, joined by <c>&amp;</c> and escaped as Go's
/// <c>url.Values.Encode</c> does. Source: docs.portone.cloud, "Payment Webhook Response", "Payment Link Webhook Response" and
/// "Subscription Link Webhook Response". All other fields of the body are not authenticated.
/// </summary>
internal readonly ref struct PortOneCanonical : IDisposable
{
    private const int Room = 1024;

    private readonly PooledBufferWriter text;

    private PortOneCanonical(PooledBufferWriter text) => this.text = text;

    /// <summary>The signed text; valid until disposal.</summary>
    public ReadOnlySpan<byte> Text => text.Text;

    /// <summary>Writes the signed text; false if a signed field is an object, an array or a number beyond a float64's range.</summary>
    public static bool TryWrite(in PortOneBody body, PortOneList list, out PortOneCanonical canonical) =>
        TryWrite(body, list.Fields, out canonical);

    /// <summary>Writes other fields in the same way.</summary>
    public static bool TryWrite(in PortOneBody body, (byte[] Before, PortOneField Field)[] fields, out PortOneCanonical canonical)
    {
        var values = new PooledBufferWriter(Room);
        foreach (var (before, field) in fields)
        {
            values.Append(before);
            if (!TryWrite(body.Signed(field), field, body.Json, ref values))
            {
                values.Dispose();
                canonical = default;
                return false;
            }
        }

        canonical = new PortOneCanonical(values);
        return true;
    }

    /// <summary>
    /// The same text as written by programs that escape a space as <c>%20</c>, like PortOne's C# sample. In both, <c>+</c>
    /// or <c>%20</c> only ever means a space, so accepting either proves the same values.
    /// </summary>
    public PortOneCanonical WithPercentSpaces()
    {
        var variant = new PooledBufferWriter(Text.Length + Room);
        foreach (var character in Text)
        {
            if (character == '+')
            {
                variant.Append("%20"u8);
            }
            else
            {
                variant.Append(character);
            }
        }

        return new PortOneCanonical(variant);
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();

    // Missing, null and "" are all signed as "name=". A number or boolean instead of a string is signed as written.
    private static bool TryWrite(JsonToken token, PortOneField field, ReadOnlySpan<byte> json, ref PooledBufferWriter values)
    {
        if (token.IsContainer || !token.HasContent)
        {
            return !token.IsContainer;
        }

        if (field != PortOneField.Amount || token.Type != JsonTokenType.Number)
        {
            token.WriteFormTo(json, ref values);
            return true;
        }

        var isNumber = GoFloat.TryFormat(token.Raw(json), values.Room(GoFloat.MaxLength), out var written);
        values.Advance(written);
        return isNumber;
    }
}
