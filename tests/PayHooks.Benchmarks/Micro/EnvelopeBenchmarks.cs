using BenchmarkDotNet.Attributes;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Benchmarks.Micro;

/// <summary>The message that carries a delivery: written before the answer, read after it.</summary>
public class EnvelopeBenchmarks
{
    private DeliveryMessage message = null!;
    private MessageText text;

    /// <summary>The size of the body.</summary>
    [Params(1024, 16 * 1024, 256 * 1024)]
    public int Bytes { get; set; }

    /// <summary>Makes the message.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var genuine = new GenuineDelivery("chargily", Bytes);
        message = new DeliveryMessage
        {
            Source = "shop",
            DueAt = genuine.Delivery.ReceivedAt,
            ReceivedAt = genuine.Delivery.ReceivedAt,
            DeliveryId = "dlv_000102030405060708090a0b",
            Verification = VerificationLevel.Signature,
            SecretIndex = 0,
            Body = genuine.Delivery.Body,
            Headers = [new("Content-Type", "application/json"), new("User-Agent", "GuzzleHttp/7")],
        };
        text = MessageSerializer.Write(message);
    }

    /// <summary>Writes it.</summary>
    [Benchmark]
    public int Write() => MessageSerializer.Write(message).Length;

    /// <summary>Reads it.</summary>
    [Benchmark]
    public bool Read() => MessageSerializer.Read(text).IsUnreadable;
}
