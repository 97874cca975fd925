using PayHooks.Testing;
using PayHooks.Tests.Support;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Testing;

public sealed class SampleEventsTests
{
    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var provider in SampleEvents.Providers)
        {
            foreach (var name in SampleEvents.Names(provider))
            {
                all.Add(provider, name);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_sample_of_every_provider_becomes_an_event_with_facts(string provider, string name)
    {
        var time = new ManualTime();
        var made = SampleEvents.Create(provider, name, time);

        Assert.Equal(provider, made.Provider);
        Assert.Equal(SampleCatalog.Find(provider, name)!.Type, made.Type);
        Assert.NotNull(made.Payload ?? (object)made.Body);
        Assert.Equal(time.GetUtcNow(), made.ReceivedAt);
        Assert.Null(made.Facts.Identity);
    }

    [Fact]
    public void Two_events_of_one_sample_have_ids_of_their_own() => Assert.NotEqual(
        SampleEvents.Create("stripe", "payment_intent.succeeded").Id, SampleEvents.Create("stripe", "payment_intent.succeeded").Id);

    [Fact]
    public void An_unknown_name_or_provider_is_refused_with_a_suggestion()
    {
        var name = Assert.Throws<ArgumentException>(() => SampleEvents.Create("stripe", "payment_intent.suceeded"));
        var provider = Assert.Throws<ArgumentException>(() => SampleEvents.Names("strpie"));

        Assert.Contains("Did you mean 'payment_intent.succeeded'?", name.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'stripe'?", provider.Message, StringComparison.Ordinal);
    }
}
