namespace PayHooks.Verification;

/// <summary>
/// A payment provider's webhook scheme with the settings of one source. An instance belongs to one source and is used by many
/// threads at once.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>The maximum number of events that one delivery is split into.</summary>
    const int MostEvents = 1000;

    /// <summary>Decides whether a delivery is genuine. Never throws, whatever the bytes.</summary>
    Verdict Verify(Delivery delivery);

    /// <summary>
    /// The bodies of the events in one genuine delivery, in order; each becomes its own event. Empty, as for most providers, if the
    /// body itself is the only event. Never throws.
    /// </summary>
    /// <remarks>A delivery without events, or with more than <see cref="MostEvents"/>, is one event.</remarks>
    IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body) => [];

    /// <summary>
    /// The headers that <see cref="Read"/> needs and that are therefore stored with the delivery; they must be covered by the
    /// verification, or the level must be partial. They are stored unchanged: a longer one than 1024 characters rejects the delivery.
    /// </summary>
    IReadOnlyList<string> RetainedHeaders => [];

    /// <summary>
    /// The common types that this source can report, each with its best verification; empty when they are not known. A family such as
    /// <c>subscription.*</c> covers types that the provider names. The engine compares them with the registered handlers at start.
    /// </summary>
    IReadOnlyList<ProducedType> Produces => [];

    /// <summary>What is the same for all payments of the provider.</summary>
    PaymentRules Payments => PaymentRules.Default;

    /// <summary>
    /// The address at which the provider's dashboard shows a payment; null where it is not known. Only https is shown. Never throws.
    /// </summary>
    /// <param name="paymentId">The provider's id of the payment. It may be any text: escape it.</param>
    /// <param name="livemode">Live or test; null where the provider does not say.</param>
    Uri? DashboardOf(string paymentId, bool? livemode) => null;

    /// <summary>
    /// Reads one genuine body of <see cref="Split"/>. Never throws: what it cannot read is <see cref="EventFacts.Unrecognised"/>.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="header">The value of one of the <see cref="RetainedHeaders"/>, or null when it was absent.</param>
    EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null);

    /// <summary>
    /// Builds the delivery that the provider would send for a body; used by <c>payhooks send</c>, <c>payhooks sign</c> and tests.
    /// </summary>
    /// <param name="body">The body, not yet signed.</param>
    /// <param name="secret">The secret to sign with.</param>
    /// <param name="now">The time to sign, where the scheme signs one.</param>
    /// <param name="url">The URL that will be called, where the scheme signs it.</param>
    /// <exception cref="FormatException">The body does not have the form that the scheme signs, or the URL is missing.</exception>
    SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null);

    /// <summary>The body of a 200 response, where the source decides it; null for that of <see cref="ProviderDescriptor"/>.</summary>
    string? SuccessBody => null;

    /// <summary>Headers of a 401 response, where the source decides them; null for those of <see cref="ProviderDescriptor"/>.</summary>
    IReadOnlyList<KeyValuePair<string, string>>? ChallengeHeaders => null;

    /// <summary>
    /// The response to a GET with which the provider checks who owns the URL; null if this is not such a request, or the
    /// scheme has none. Never throws.
    /// </summary>
    /// <param name="query">A parameter of the query by its name, decoded; null when it is absent.</param>
    string? Challenge(Func<string, string?> query) => null;
}
