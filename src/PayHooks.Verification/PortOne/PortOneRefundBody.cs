using System.Buffers;
using System.Text.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>Makes the body of a refund's webhook from a refund in PortOne's API, which does not name its payment.</summary>
internal static class PortOneRefundBody
{
    private const string Payment = "payment_txn_ref";

    /// <summary>The refund with the reference of its payment.</summary>
    /// <param name="refund">The refund, one JSON object.</param>
    /// <param name="orderRef">PortOne's reference of the payment.</param>
    public static byte[] Of(ReadOnlyMemory<byte> refund, string orderRef)
    {
        var buffer = new ArrayBufferWriter<byte>(refund.Length + 64);
        using (var document = JsonDocument.Parse(refund))
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(member => !member.NameEquals(Payment)))
            {
                member.WriteTo(writer);
            }

            writer.WriteString(Payment, orderRef);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
