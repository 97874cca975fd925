using PayHooks.Verification.Api;

namespace PayHooks.Verification;

/// <summary>
/// A payment provider's webhook scheme with the settings of one source. An instance belongs to one source and must be
/// thread-safe.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>The maximum number of events in one delivery.</summary>
    const int MostEvents = 1000;

    /// <summary>Verifies a delivery. Never throws, whatever the bytes.</summary>
    Verdict Verify(Delivery delivery);

    /// <summary>
    /// Judges a delivery by its headers, before its body is read: a rejection that no body can change, or null to read the body. Never
    /// throws.
    /// </summary>
    /// <param name="delivery">The delivery; its body is empty.</param>
    Verdict? RejectByHeaders(Delivery delivery) => null;

    /// <summary>
    /// The bodies of the events in a genuine delivery, in order; each becomes a separate event. Empty, as for most providers, if the
    /// body itself is the only event. Never throws.
    /// </summary>
    /// <remarks>A delivery without events, or with more than <see cref="MostEvents"/>, is treated as one event.</remarks>
    IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body) => [];

    /// <summary>
    /// The headers that <see cref="Read"/> needs and that are therefore stored with the delivery; verification must cover
    /// them, or the level must be partial. They are stored unchanged: one longer than 1024 characters causes the delivery to be rejected.
    /// </summary>
    IReadOnlyList<string> RetainedHeaders => [];

    /// <summary>
    /// The common types that this source can report, each with its best verification; empty if unknown. A family such as
    /// <c>subscription.*</c> covers types that the provider names. The engine compares them with the registered handlers at startup.
    /// </summary>
    IReadOnlyList<ProducedType> Produces => [];

    /// <summary>Rules that apply to all payments of the provider.</summary>
    PaymentRules Payments => PaymentRules.Default;

    /// <summary>
    /// The URL at which the provider's dashboard shows a payment; null if unknown. Only https URLs are shown. Never throws.
    /// </summary>
    /// <param name="paymentId">The provider's id of the payment. It may be any text: escape it.</param>
    /// <param name="livemode">Live or test mode; null if the provider does not report it.</param>
    Uri? DashboardOf(string paymentId, bool? livemode) => null;

    /// <summary>Which settings the provider's API needs; null if the provider has no API that PayHooks uses.</summary>
    ApiSettingsForm? ApiForm => null;

    /// <summary>
    /// The provider's API with the settings of this source (<see cref="SourceSettings.Api"/>); null if the provider has none that
    /// PayHooks uses, or the source has no key.
    /// </summary>
    /// <param name="http">Sends the requests. It must not follow redirects.</param>
    IProviderApi? CreateApi(HttpMessageInvoker http) => null;

    /// <summary>
    /// Reads one genuine body from <see cref="Split"/>. Never throws: unreadable bodies return <see cref="EventFacts.Unrecognised"/>.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="header">Returns the value of one of the <see cref="RetainedHeaders"/>, or null if it was absent.</param>
    EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null);

    /// <summary>
    /// Builds the delivery that the provider would send for a body; used by <c>payhooks send</c>, <c>payhooks sign</c> and tests.
    /// </summary>
    /// <param name="body">The body, not yet signed.</param>
    /// <param name="secret">The secret to sign with.</param>
    /// <param name="now">The time to sign, if the scheme signs one.</param>
    /// <param name="url">The URL that will be called, if the scheme signs it.</param>
    /// <exception cref="FormatException">The body does not have the form that the scheme signs, or the URL is missing.</exception>
    SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null);

    /// <summary>The body of a 200 response if the source defines it; null for that of <see cref="ProviderDescriptor"/>.</summary>
    string? SuccessBody => null;

    /// <summary>Headers of a 401 response if the source defines them; null for those of <see cref="ProviderDescriptor"/>.</summary>
    IReadOnlyList<KeyValuePair<string, string>>? ChallengeHeaders => null;

    /// <summary>
    /// The response to a GET with which the provider checks the ownership of the URL; null if this is not such a request, or the
    /// scheme does not support them. Never throws.
    /// </summary>
    /// <param name="query">Returns a decoded query parameter by its name; null if it is absent.</param>
    string? Challenge(Func<string, string?> query) => null;
}
