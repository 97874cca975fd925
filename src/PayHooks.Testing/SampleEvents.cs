using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Testing;

/// <summary>
/// Events as passed to handlers, created from the samples of each provider. A sample has the form of a real notification, with unique
/// ids; it is signed, verified and read by the same code as a delivery.
/// </summary>
public static class SampleEvents
{
    /// <summary>The providers that have samples, for example <c>stripe</c>.</summary>
    public static IReadOnlyList<string> Providers { get; } = [.. SampleCatalog.Providers.Order(StringComparer.Ordinal)];

    /// <summary>The names of a provider's samples in the provider's spelling, for example <c>payment_intent.succeeded</c>.</summary>
    /// <param name="provider">The provider's name or alias.</param>
    /// <exception cref="ArgumentException">The provider is unknown, or has no samples. The message suggests a name.</exception>
    public static IReadOnlyList<string> Names(string provider) =>
        [.. SampleCatalog.Events(SampleSource.ProviderOf(provider).Name).Select(sample => sample.Name)];

    /// <summary>Creates an event from a sample.</summary>
    /// <param name="provider">The provider's name or alias, for example <c>stripe</c>. The event's source has the provider's name.</param>
    /// <param name="name">The sample's name, see <see cref="Names"/>. Case, <c>.</c>, <c>-</c> and <c>_</c> are ignored.</param>
    /// <param name="time">The clock; null for the system clock. It sets the time of the event and of its receipt.</param>
    /// <returns>The event. Each call creates a new one with a different id.</returns>
    /// <exception cref="ArgumentException">The provider or the name is unknown. The message suggests a name.</exception>
    public static WebhookEvent Create(string provider, string name, TimeProvider? time = null)
    {
        var descriptor = SampleSource.ProviderOf(provider);
        var sample = SampleSource.SampleOf(descriptor, name);
        var now = (time ?? TimeProvider.System).GetUtcNow();
        return Read(descriptor, SampleSource.NameOf(descriptor), SampleCatalog.Create(sample, Random.Shared, now), now);
    }

    /// <summary>
    /// Creates the event of a file that <c>payhooks save</c> has written, as if it had just been delivered. Ids in the body stay; an id in
    /// a header is a new one.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock; null for the system clock. It sets the time of the receipt.</param>
    /// <returns>The event, with the source and the provider that the file names.</returns>
    /// <exception cref="IOException">The file does not exist, or cannot be read.</exception>
    /// <exception cref="FormatException">The file is not a fixture, or its provider is not built in. The message says why.</exception>
    public static WebhookEvent FromFixture(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var fixture = Fixture.Parse(File.ReadAllBytes(path));
            return Read(SampleSource.DescribedProviderOf(fixture.Provider), fixture.Source, fixture.Body,
                (time ?? TimeProvider.System).GetUtcNow());
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} cannot be used: {e.Message}", e);
        }
    }

    private static WebhookEvent Read(ProviderDescriptor descriptor, string name, ReadOnlyMemory<byte> unsigned, DateTimeOffset now)
    {
        var source = SampleSource.Read(SampleSource.SettingsFor(descriptor, name)).Find(name)
            ?? throw new FormatException($"'{name}' is not a source name.");
        var signed = source.Provider!.Sign(unsigned, source.Settings.Secrets[0], now, SampleSource.Url);
        var (body, facts) = EventIdentity.EventsOf(source.Provider, signed.Body, signed.Headers).First();
        return new WebhookEvent(body)
        {
            Id = EventIdentity.IdOf(facts, source.Settings.Name, body),
            Source = source.Settings.Name,
            Provider = descriptor.Name,
            Facts = facts with { Identity = null },
            Verification = Verify(source, signed, now),
            ReceivedAt = now,
        };
    }

    private static VerificationLevel Verify(Source source, SignedBody signed, DateTimeOffset now)
    {
        var verdict = source.Provider!.Verify(new Delivery
        {
            Header = name => signed.Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value).ToArray(),
            Body = signed.Body,
            Url = static () => SampleSource.Url,
            ReceivedAt = now,
        });
        return verdict.IsGenuine
            ? verdict.Verification
            : throw new InvalidOperationException($"The sample of {source.Descriptor.Name} does not verify: {verdict.Detail}");
    }
}
