using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using PayHooks.Verification;

namespace PayHooks.Benchmarks.Micro;

/// <summary>What a delivery costs at the door (verify) and what reading it costs later, beside the bare HMAC of its body.</summary>
public class ProviderBenchmarks
{
    private GenuineDelivery genuine = null!;

    /// <summary>The provider.</summary>
    [Params("portone", "xanpay", "chargily", "x-signature")]
    public string Provider { get; set; } = "";

    /// <summary>The size of the body.</summary>
    [Params(1024, 16 * 1024, 256 * 1024)]
    public int Bytes { get; set; }

    /// <summary>Makes the delivery.</summary>
    [GlobalSetup]
    public void SetUp() => genuine = new GenuineDelivery(Provider, Bytes);

    /// <summary>The least that a signature over the body can cost.</summary>
    [Benchmark(Baseline = true)]
    public int Hmac()
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return HMACSHA256.HashData(genuine.Key, genuine.Delivery.Body.Span, mac);
    }

    /// <summary>Decides whether the delivery is genuine.</summary>
    [Benchmark]
    public Verdict Verify() => genuine.Provider.Verify(genuine.Delivery);

    /// <summary>Reads the event out of the body.</summary>
    [Benchmark]
    public EventFacts Read() => genuine.Provider.Read(genuine.Delivery.Body);
}
