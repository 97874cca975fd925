namespace PayHooks.Providers;

/// <summary>
/// One source's view of a payment provider's webhook scheme. An instance belongs to one source, keeps what it needs of
/// the source's settings, and is used by many threads at once.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>Decides whether a delivery is genuine. Never throws, whatever the bytes.</summary>
    Verdict Verify(Delivery delivery);

    /// <summary>
    /// Reads a genuine body. Never throws: what it cannot read is <see cref="EventFacts.Unrecognised"/>.
    /// </summary>
    EventFacts Read(ReadOnlyMemory<byte> body);

    /// <summary>
    /// Makes the delivery that the provider would send for a body: what <c>payhooks send</c>, <c>payhooks sign</c> and
    /// the tests use.
    /// </summary>
    /// <exception cref="FormatException">The body has not the form that the scheme signs.</exception>
    SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now);
}
