using PayHooks.Verification;
using PayHooks.Verification.Descriptions;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>A header with a time and signatures of a repeatable key, as Stripe's.</summary>
public sealed class ListSchemeTests : HeaderSchemeContract
{
    private const string Scheme = """
        {
          "signature": { "header": "Acme-Signature", "list": { "separator": ",", "assign": "=", "key": "v1" } },
          "content": "{timestamp}.{body}",
          "timestamp": { "key": "t", "unit": "seconds", "tolerance": "00:05:00" },
          "event": { "id": "id", "type": "type" },
        }
        """;

    private const string Hex = "0000000000000000000000000000000000000000000000000000000000000000";

    protected override ProviderDescriptor Descriptor => CustomProvider.Descriptor;

    protected override string SecretText => "whsec_acme_one";

    protected override string OtherSecretText => "whsec_acme_two";

    protected override string HeaderName => "Acme-Signature";

    protected override byte[][] Bodies { get; } = [Samples.Utf8("""{"id":"evt_1","type":"charge.succeeded"}""")];

    protected override SourceSettings Source(params string[] secrets) => Described.Source(Scheme, secrets);

    protected override void ReadPayloads(byte[] body)
    {
    }

    private string Signature => Genuine().Headers[0].Value;

    private Verdict Verify(string signature) => Provider().Verify(Samples.Delivery(Bodies[0], (HeaderName, signature)));

    [Fact]
    public void Signs_the_time_a_dot_and_the_body()
    {
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Samples.Utf8(SecretText),
            (byte[])[.. Samples.Utf8("1768478400."), .. Bodies[0]]);

        Assert.Equal($"t=1768478400,v1={Convert.ToHexStringLower(mac)}", Signature);
    }

    [Fact]
    public void Tries_every_signature_of_the_list()
    {
        var (time, signature) = (Signature.Split(',')[0], Signature.Split(',')[1]);

        Assert.True(Verify($"{time},v1={Hex},{signature}").IsGenuine);
        Assert.True(Verify($"{signature},v0=abc,{time},v1={Hex}").IsGenuine);
        Assert.True(Verify($"{time},v1=garbled,{signature}").IsGenuine);
        Assert.True(Verify(time + string.Concat(Enumerable.Repeat($",v1={Hex}", 15)) + "," + signature).IsGenuine);
    }

    [Fact]
    public void Refuses_a_list_that_is_longer_than_any_providers()
    {
        var (time, signature) = (Signature.Split(',')[0], Signature.Split(',')[1]);

        Assert.Equal(RejectionReason.SignatureMalformed,
            Verify(time + string.Concat(Enumerable.Repeat($",v1={Hex}", 16)) + "," + signature).Reason);
        Assert.Equal(RejectionReason.SignatureMalformed, Verify($"{Signature},{new string('x', 9000)}").Reason);
    }

    [Fact]
    public void Refuses_a_list_with_two_times() =>
        Assert.Equal(RejectionReason.SignatureRepeated, Verify($"t=1768478400,{Signature}").Reason);

    [Theory]
    [InlineData("v1=" + Hex, RejectionReason.TimestampMissing)]
    [InlineData("t=,v1=" + Hex, RejectionReason.TimestampMissing)]
    [InlineData("t=noon,v1=" + Hex, RejectionReason.TimestampMissing)]
    [InlineData("t=1768478400000,v1=" + Hex, RejectionReason.TimestampMissing)]
    [InlineData("t=1768478401,v1=" + Hex, RejectionReason.SignatureMismatch)]
    [InlineData("t=1768478400", RejectionReason.SignatureMalformed)]
    [InlineData("t=1768478400,V1=" + Hex, RejectionReason.SignatureMalformed)]
    [InlineData("t=99999999999999999999,v1=" + Hex, RejectionReason.TimestampMissing)]
    public void Says_what_a_list_lacks(string signature, RejectionReason reason) => Assert.Equal(reason, Verify(signature).Reason);

    [Theory]
    [InlineData(-300, RejectionReason.None)]
    [InlineData(300, RejectionReason.None)]
    [InlineData(-301, RejectionReason.TimestampStale)]
    [InlineData(301, RejectionReason.TimestampStale)]
    public void Refuses_a_signed_time_that_is_too_far_away_in_either_direction(int seconds, RejectionReason reason)
    {
        var signed = Provider().Sign(Bodies[0], new Secret(0, SecretText), Samples.Now.AddSeconds(seconds));

        Assert.Equal(reason, Provider().Verify(Samples.Delivery(signed)).Reason);
    }
}
