using Microsoft.Extensions.Primitives;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Reading;
using PayHooks.Verification.Samples;
using PayHooks.Verification.Signatures;
using PayHooks.Verification.XSignature;

namespace PayHooks.Tests.Providers;

/// <summary>Verification is on the acknowledge path of every delivery: an HMAC over a body costs no allocation.</summary>
public sealed class VerifyAllocationTests
{
    private const int Times = 1000;

    // A pool that was trimmed may have to grow once in all runs.
    private const int SmallestObject = 24;
    private const string Url = "https://shop.example.com/webhooks/one";

    // Sixty-four hexadecimal digits are a text, a key in hexadecimal and base64.
    private const string Old = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string New = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";

    /// <summary>Every provider whose first way to sign is an HMAC.</summary>
    public static TheoryData<string> HmacProviders => [.. Hmac()];

    [Fact]
    public void Most_providers_sign_with_an_hmac() =>
        Assert.Equal(
            ["adyen", "adyen-platform", "chargily", "coinbase-commerce", "flutterwave", "github", "lemon-squeezy", "paddle", "paystack",
                "portone",
             "razorpay", "shopify", "square", "standard-webhooks", "stripe", "woocommerce", "x-signature"],
            Hmac().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(HmacProviders))]
    public void Verifies_an_hmac_without_allocating(string name)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        foreach (var secrets in new[] { [New], new[] { Old, New } })
        {
            var provider = descriptor.Create(Samples.Source(descriptor, secrets));
            foreach (var sample in SampleCatalog.Events(name).Where(one => one.IsSigned).Take(3))
            {
                var body = SampleCatalog.Create(sample, new Random(7), Samples.Now);
                var bytes = BytesOf(provider, provider.Sign(body, new Secret(0, New), Samples.Now, Url));

                Assert.True(bytes < SmallestObject, $"{sample.Name}: {bytes} bytes for each verification");
            }
        }
    }

    // The host's own share, a header's value and the URL, is made before.
    private static long BytesOf(IWebhookProvider provider, SignedBody signed)
    {
        var headers =
            signed.Headers.ToDictionary(header => header.Key, header => new StringValues(header.Value), StringComparer.OrdinalIgnoreCase);
        var delivery = Samples.Delivery(signed) with { Header = name => headers.GetValueOrDefault(name), Url = () => Url };
        for (var i = 0; i < Times; i++)
        {
            Assert.True(provider.Verify(delivery).IsGenuine);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            provider.Verify(delivery);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }

    // PortOne is code and signs with an HMAC; XanPay is code and does not sign.
    private static IEnumerable<string> Hmac() =>
        new ProviderRegistry().All.Where(provider => provider.HasScheme ? IsHmac(provider) : provider.Name == "portone")
            .Select(provider => provider.Name);

    private static bool IsHmac(ProviderDescriptor provider) => SchemeReader.Read(
        provider.Name == XSignatureProvider.Descriptor.Name
            ? [provider.SchemeOf!.Value, XSignatureSettings.Read(Samples.Source(provider, New))]
            : [provider.SchemeOf!.Value]).Signings[0].Algorithm.Kind == SignatureKind.Hmac;
}
