namespace PayHooks.Verification;

/// <summary>
/// One source's view of a payment provider's webhook scheme. An instance belongs to one source, keeps what it needs of
/// the source's settings, and is used by many threads at once.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>The most events that one delivery is split into.</summary>
    const int MostEvents = 1000;

    /// <summary>Decides whether a delivery is genuine. Never throws, whatever the bytes.</summary>
    Verdict Verify(Delivery delivery);

    /// <summary>
    /// The bodies of the events that one genuine delivery tells of, in its order; each becomes an event of its own. None, as for
    /// most providers: the body itself is the only one. Never throws.
    /// </summary>
    /// <remarks>A delivery that tells of no event, or of more than <see cref="MostEvents"/>, is kept whole, as one event.</remarks>
    IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body) => [];

    /// <summary>
    /// The headers that <see cref="Read"/> needs and that are therefore kept with the delivery; only such as its verification
    /// covers, or facts of which are marked partial. Kept as they came: one longer than 1024 characters refuses the delivery.
    /// </summary>
    IReadOnlyList<string> RetainedHeaders => [];

    /// <summary>
    /// Reads one genuine body of <see cref="Split"/>. Never throws: what it cannot read is <see cref="EventFacts.Unrecognised"/>.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="header">The value of one of the <see cref="RetainedHeaders"/>, or null when it was absent.</param>
    EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null);

    /// <summary>
    /// Makes the delivery that the provider would send for a body: what <c>payhooks send</c>, <c>payhooks sign</c> and
    /// the tests use.
    /// </summary>
    /// <param name="body">The body, not yet signed.</param>
    /// <param name="secret">The secret to sign with.</param>
    /// <param name="now">The time to sign, where the scheme signs one.</param>
    /// <param name="url">The URL that will be called, where the scheme signs it.</param>
    /// <exception cref="FormatException">The body has not the form that the scheme signs, or the URL is missing.</exception>
    SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null);

    /// <summary>The body of an answer 200, where the source decides it; null for the one of <see cref="ProviderDescriptor"/>.</summary>
    string? SuccessBody => null;

    /// <summary>Headers of an answer 401, where the source decides them; null for those of <see cref="ProviderDescriptor"/>.</summary>
    IReadOnlyList<KeyValuePair<string, string>>? ChallengeHeaders => null;

    /// <summary>
    /// The answer to a GET with which the provider asks whether the URL is ours; null when this is no such request, or the
    /// scheme knows none. Never throws.
    /// </summary>
    /// <param name="query">A parameter of the query by its name, decoded; null when it is absent.</param>
    string? Challenge(Func<string, string?> query) => null;
}
