using PayHooks.Fuzz;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Security;

/// <summary>What the fuzzer starts from and what it has found, run once each: .ci/fuzz looks for more.</summary>
public sealed class FuzzCorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_keeps_what_is_promised_for_any_input(string target)
    {
        var inputs = Directory.GetFiles(Repository.PathOf($"tests/PayHooks.Fuzz/Corpus/{target}"));

        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => FuzzTargets.All[target](File.ReadAllBytes(input)));
    }

    [Fact]
    public void Every_provider_has_a_genuine_delivery_in_the_corpus()
    {
        var deliveries = Directory.GetFiles(Repository.PathOf("tests/PayHooks.Fuzz/Corpus/verify"))
            .Select(file => FuzzedDelivery.Of(File.ReadAllBytes(file))!)
            .ToArray();

        Assert.All(deliveries, one => Assert.True(one.Source.Provider!.Verify(one.Delivery).IsGenuine, one.Source.Settings.Name));
        Assert.Equal(PayHooks.Verification.Samples.SampleCatalog.Providers.Count(), deliveries.Length);
    }
}
