using PayHooks.Verification;
using PayHooks.Verification.PortOne;
using PayHooks.Verification.XSignature;
using PayHooks.Verification.XanPay;

namespace PayHooks.Tests.Providers;

public sealed class ProviderRegistryTests
{
    [Theory]
    [InlineData("portone", "portone")]
    [InlineData("ChaiPort", "portone")]
    [InlineData("chaipay", "portone")]
    [InlineData("xanpay", "xanpay")]
    [InlineData("chargily", "chargily")]
    [InlineData("x-signature", "x-signature")]
    [InlineData("X_Signature", "x-signature")]
    [InlineData("stripe-less", null)]
    public void Finds_a_provider_by_its_names(string name, string? provider) =>
        Assert.Equal(provider, new ProviderRegistry().Find(name)?.Name);

    [Fact]
    public void Tells_which_settings_and_kinds_a_provider_knows()
    {
        Assert.Equal(["refund", "payout", "onboarding"], PortOneProvider.Descriptor.UnsignedKinds);
        Assert.Equal(["Header", "Algorithm", "Encoding", "Prefix", "TimestampHeader", "Tolerance", "Scheme", "SchemeFile"],
            XSignatureProvider.Descriptor.OwnSettings);
        Assert.Equal("user:password", XanPayProvider.Descriptor.SecretForm);
        Assert.All(new ProviderRegistry().All, provider => Assert.Empty(provider.SuccessBody));
    }
}
