using PayHooks.Cli.Settings;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Faults.Load;

/// <summary>
/// Signed deliveries of four providers: signed fields, credentials, a signed body twice. An event is made from the seed and its number
/// alone: made again it is the same,
/// byte for byte, as a provider repeats itself.
/// </summary>
internal sealed class GenuineDeliveries
{
    /// <summary>Their providers: none signs a time, since an event made again has the first one's.</summary>
    public static readonly string[] Providers = ["portone", "xanpay", "chargily", "x-signature"];

    private static readonly DateTimeOffset FirstEventAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly int seed;
    private readonly SourceUnderTest[] sources;
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    public GenuineDeliveries(int seed)
    {
        this.seed = seed;
        var random = new Random(seed);
        var registry = new ProviderRegistry();
        sources = [.. Providers.Select(name => MakeSource(registry.Find(name)!, random))];
    }

    /// <summary>The settings of the sources.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings => sources.Select(
        source => KeyValuePair.Create($"PayHooks__Sources__{source.Name}__Secrets__0", secrets[source.Name]));

    /// <summary>The event of this number.</summary>
    public GenuineDelivery Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var source = sources[random.Next(sources.Length)];
        var at = FirstEventAt.AddSeconds(number);
        var body = SampleCatalog.Create(source.Samples[random.Next(source.Samples.Count)], random, at);
        var signed = source.Provider.Sign(body, source.Secret, at);
        return new GenuineDelivery(source.Name, signed, EventIdentity.IdsOf(source.Provider, source.Name, signed).First());
    }

    private SourceUnderTest MakeSource(ProviderDescriptor descriptor, Random random)
    {
        var name = DefaultSource.NameOf(descriptor);

        // With a colon, because the secret of a Basic scheme is user:password; to the others it is a text like any.
        var text = $"test:{random.GetHexString(32, lowercase: true)}";
        secrets.Add(name, text);
        var secret = new Secret(0, text);
        return new SourceUnderTest(
            name, descriptor.Create(DefaultSource.Of(descriptor, name, secret)), secret,
            [.. SampleCatalog.Events(descriptor.Name).Where(sample => sample.IsSigned)]);
    }
}

/// <summary>A delivery that its source must accept.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Signed">Body and headers.</param>
/// <param name="EventId">The event that it becomes.</param>
internal sealed record GenuineDelivery(string Source, SignedBody Signed, string EventId);
