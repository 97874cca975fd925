using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using PayHooks.Configuration;
using PayHooks.Receiving;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Receiving;

/// <summary>Deliveries with a <c>Content-Encoding</c>: signed over the bytes on the wire, or over what they encode.</summary>
public sealed class ContentEncodingTests : IAsyncDisposable
{
    private const string Secret = "an-x-signature-secret-0123456789";
    private const int MaxBody = 4096;
    private static readonly byte[] Json =
        """{"id":"evt_1","event":"payment.completed","data":{"id":"p1","amount":"10.50","currency":"EUR"}}"""u8.ToArray();

    private readonly InMemoryStoreUnderTest store = new();

    public static TheoryData<string, bool> Encodings => new()
    {
        { "gzip", false }, { "gzip", true }, { "x-gzip", false }, { "GZIP", true }, { "deflate", false }, { "deflate", true },
        { "raw deflate", false }, { "br", false }, { "br", true }, { "deflate, gzip", false }, { "identity", true },
            { "identity, gzip", true },
    };

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task An_encoded_delivery_is_verified_either_way_and_stored_decoded(string encoding, bool signedOnTheWire)
    {
        var wire = Encode(Json, encoding);

        var result = await ReceiveAsync(wire, encoding.Replace("raw ", ""), signed: signedOnTheWire ? wire : Json);

        Assert.Equal((200, null), (result.StatusCode, result.Reason));
        var message = Assert.IsType<DeliveryMessage>(MessageSerializer.Read((await store.Source.TakeAsync(1, default))[0].Text).Message);
        Assert.Equal(Json, message.Body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("stripe")]
    [InlineData("github")]
    [InlineData("paystack")]
    [InlineData("portone")]
    [InlineData("midtrans")]
    [InlineData("xendit")]
    [InlineData("xanpay")]
    public async Task Every_way_of_signing_is_verified_and_stored_decoded(string provider)
    {
        var descriptor = new ProviderRegistry().Find(provider)!;
        var secret = new Secret(0, descriptor.SecretForm.StartsWith("user:", StringComparison.Ordinal) ? $"shop:{Secret}" : Secret);
        var settings = new SourceSettings { Name = "gateway", Provider = provider, Secrets = [secret] };
        var body = SampleCatalog.Create(SampleCatalog.Events(provider)[0], new Random(7), store.Time.GetUtcNow());
        var signed = descriptor.Create(settings).Sign(body, secret, store.Time.GetUtcNow());

        var result =
            await ReceiveAsync(settings, Encode(signed.Body.ToArray(), "gzip"), [.. signed.Headers, new("Content-Encoding", "gzip")]);

        Assert.Equal((200, null), (result.StatusCode, result.Reason));
        var message = Assert.IsType<DeliveryMessage>(MessageSerializer.Read((await store.Source.TakeAsync(1, default))[0].Text).Message);
        Assert.Equal(signed.Body.ToArray(), message.Body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, exi")]
    [InlineData("utf-8")]
    [InlineData("gzip, gzip, gzip, gzip")]
    public async Task An_encoding_that_is_not_supported_is_answered_415_with_those_that_are(string encoding)
    {
        var result = await ReceiveAsync(Json, encoding, signed: Json);

        Assert.Equal((415, "unsupported_encoding"), (result.StatusCode, result.Reason));
        Assert.Contains(new("Accept-Encoding", "gzip, deflate, br"), result.Headers);
        Assert.Equal(0, await store.Queue.CountAsync(default));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate, gzip")]
    public async Task A_body_that_expands_beyond_the_limit_is_too_large(string encoding)
    {
        var large = Encoding.ASCII.GetBytes($$"""{"id":"{{new string('x', MaxBody)}}"}""");
        var wire = Encode(large, encoding);

        var result = await ReceiveAsync(wire, encoding, signed: large);

        Assert.Equal((413, "too_large"), (result.StatusCode, result.Reason));
        Assert.True(wire.Length < MaxBody);
        Assert.Equal(0, await store.Queue.CountAsync(default));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_of_its_encoding_is_answered_400(string encoding)
    {
        var result = await ReceiveAsync(Json, encoding, signed: "something else"u8.ToArray());

        Assert.Equal((400, "body_unreadable"), (result.StatusCode, result.Reason));
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("br", false)]
    [InlineData("gzip", true)]
    public async Task A_genuine_delivery_that_cannot_be_decoded_is_stored_as_it_was_sent(string encoding, bool expands)
    {
        var wire = expands ? Encode(new byte[MaxBody + 1], encoding) : Json;

        var result = await ReceiveAsync(wire, encoding, signed: wire);

        Assert.Equal(200, result.StatusCode);
        var message = Assert.IsType<DeliveryMessage>(MessageSerializer.Read((await store.Source.TakeAsync(1, default))[0].Text).Message);
        Assert.Equal(wire, message.Body.Bytes.ToArray());
    }

    [Fact]
    public async Task A_forged_encoded_delivery_is_rejected()
    {
        var wire = Encode(Json, "gzip");

        var result = await ReceiveAsync(wire, "gzip", signed: "something else"u8.ToArray());

        Assert.Equal((401, "signature_mismatch"), (result.StatusCode, result.Reason));
    }

    private static byte[] Encode(byte[] body, string encodings)
    {
        foreach (var encoding in encodings.ToLowerInvariant().Split(", "))
        {
            using var target = new MemoryStream();
            using (Stream? stream = encoding switch
            {
                "gzip" or "x-gzip" => new GZipStream(target, CompressionLevel.Optimal),
                "deflate" => new ZLibStream(target, CompressionLevel.Optimal),
                "raw deflate" => new DeflateStream(target, CompressionLevel.Optimal),
                "br" => new BrotliStream(target, CompressionLevel.Optimal),
                _ => null,
            })
            {
                if (stream is null)
                {
                    continue;
                }

                stream.Write(body);
            }

            body = target.ToArray();
        }

        return body;
    }

    private Task<ReceiveResult> ReceiveAsync(byte[] wire, string encoding, byte[] signed) => ReceiveAsync(
        new SourceSettings { Name = "gateway", Provider = "x-signature", Secrets = [new Secret(0, Secret)] },
        wire,
        [
            new("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))),
            new("Content-Encoding", encoding),
        ]);

    private async Task<ReceiveResult> ReceiveAsync(SourceSettings settings, byte[] wire, KeyValuePair<string, string>[] headers)
    {
        var options = new PayHooksOptions { Sources = [settings], MaxBodyBytes = MaxBody };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, new ProviderRegistry()), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);
        return await receiver.ReceiveAsync(
            new ReceiveRequest
            {
                Source = "gateway",
                Header = name => headers.FirstOrDefault(header => name.Equals(header.Key, StringComparison.OrdinalIgnoreCase)).Value,
                Body = new MemoryStream(wire),
                ContentLength = wire.Length,
            },
            CancellationToken.None);
    }
}
