using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Benchmarks.Load;

/// <summary>Writes signed requests for one source: a Chargily event each, all of one size, each the success of a payment of its
/// own.</summary>
internal sealed class DeliveryTemplate
{
    /// <summary>The secret that signs them.</summary>
    public const string Secret = "test_sk_9wJrXjM4vQ7bT2nKfY6hLcPz";

    /// <summary>The source of a run with a single one, named like its provider.</summary>
    public const string Source = "chargily";

    /// <summary>What comes before the source's name in the URL.</summary>
    public const string Prefix = "webhooks";

    /// <summary>The largest event number.</summary>
    public const long LargestNumber = 999_999_999_999;

    private const string Header = "signature";
    private const int IdDigits = 12;
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);

    private readonly byte[] zero;
    private readonly int signatureAt;
    private readonly int bodyAt;
    private readonly int idAt;
    private readonly int paymentAt;

    /// <summary>Lays the request out.</summary>
    /// <param name="source">The source it is for.</param>
    /// <param name="bodyBytes">The size of its body.</param>
    public DeliveryTemplate(string source, int bodyBytes)
    {
        var (id, signature) = (new string('0', IdDigits), new string('0', 2 * HMACSHA256.HashSizeInBytes));
        var body = Body(id, bodyBytes);
        var head = $"POST /{Prefix}/{source} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: payhooks-load/1\r\nContent-Type: "
            + "application/json\r\n"
            + $"Content-Length: {body.Length}\r\n{Header}: {signature}\r\n\r\n";
        zero = Encoding.ASCII.GetBytes(head + body);
        signatureAt = head.IndexOf(signature, StringComparison.Ordinal);
        bodyAt = head.Length;
        idAt = head.Length + body.IndexOf(id, StringComparison.Ordinal);
        paymentAt = head.Length + body.LastIndexOf(id, StringComparison.Ordinal);
    }

    /// <summary>The length of each request, in bytes.</summary>
    public int Length => zero.Length;

    /// <summary>A request that tells the event of this number.</summary>
    public byte[] Create(long number)
    {
        var request = new byte[Length];
        Write(number, request);
        return request;
    }

    /// <summary>Writes the request that tells the event of this number to the beginning of <paramref name="to"/>.</summary>
    public void Write(long number, Span<byte> to)
    {
        zero.CopyTo(to);
        Rewrite(to[..Length], number);
    }

    /// <summary>A request whose body is not the one that was signed.</summary>
    public byte[] Forge(long number)
    {
        var request = Create(number);
        request[idAt] ^= 1;
        return request;
    }

    /// <summary>A request without a signature.</summary>
    public byte[] Unsign(long number)
    {
        var request = Create(number);
        request[signatureAt - ": ".Length - Header.Length] ^= 1;
        return request;
    }

    private void Rewrite(Span<byte> request, long number)
    {
        number.TryFormat(request.Slice(idAt, IdDigits), out _, "D12", CultureInfo.InvariantCulture);
        request.Slice(idAt, IdDigits).CopyTo(request[paymentAt..]);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, request[bodyAt..], signature);
        Convert.TryToHexStringLower(signature, request.Slice(signatureAt, 2 * signature.Length), out _);
    }

    private static string Body(string id, int bytes) => Filled(id, new string('x', Math.Max(0, bytes - Filled(id, "").Length)));

    private static string Filled(string id, string description) => $$"""
        {"id":"01load{{id}}evt","entity":"event","livemode":"false","type":"checkout.paid","data":{"id":"01pay{{id}}checkout",
        "entity":"checkout","fees":1250,"amount":50000,"locale":"ar","status":"paid","metadata":null,"created_at":1703577693,
        "invoice_id":null,"updated_at":1703578418,"customer_id":"01hj0p5s3ygy2mx5czg2wzcc4x","description":"{{description}}",
        "success_url":"https:\/\/shop.example.com\/payments\/success","payment_method":null,
        "url":"https:\/\/pay.chargily.dz\/test\/checkouts\/pay"},"created_at":1703578418,"updated_at":1703578418}
        """.ReplaceLineEndings("");
}
