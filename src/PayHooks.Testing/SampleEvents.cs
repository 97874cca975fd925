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
        var source = SampleSource.Read(SampleSource.SettingsFor(descriptor)).Find(SampleSource.NameOf(descriptor))!;
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var signed =
            source.Provider!.Sign(SampleCatalog.Create(sample, Random.Shared, now), source.Settings.Secrets[0], now, SampleSource.Url);
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
