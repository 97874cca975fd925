using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Verification;

namespace PayHooks.Processing.Handlers;

/// <summary>A handler and the events it accepts.</summary>
/// <param name="Name">What the ledger remembers and what the idempotency key ends in. A renamed handler is another handler.</param>
/// <param name="Types">Types or patterns: <c>payment.succeeded</c>, <c>payment.*</c>, <c>*</c>.</param>
/// <param name="MinimumVerification">The least verified events that it accepts.</param>
/// <param name="Effects">What an event must have done to the object it reports.</param>
/// <param name="Create">Gets the handler from the scope of one event.</param>
internal sealed record HandlerRegistration(
    string Name, IReadOnlyList<string> Types, VerificationLevel MinimumVerification, Effects Effects,
    Func<IServiceProvider, IWebhookHandler> Create)
{
    private const int LongestName = 100;

    /// <summary>Whether a text can name a handler: it is part of an idempotency key, which people store and send in headers.</summary>
    public static bool IsUsableName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-' or '.');

    /// <summary>Whether the handler accepts events of this type and verification.</summary>
    public bool IsFor(string type, VerificationLevel verification) =>
        verification >= MinimumVerification && Types.Any(pattern => EventTypes.Matches(pattern, type));

    /// <summary>Whether the handler runs for an event that did this; null for one that reports no state.</summary>
    public bool Accepts(Effect? effect) => effect switch
    {
        null or Effect.Changed => Effects.HasFlag(Effects.Changed),
        Effect.Unchanged => Effects.HasFlag(Effects.Unchanged),
        Effect.Stale => Effects.HasFlag(Effects.Stale),
        _ => Effects.HasFlag(Effects.Conflict),
    };

    /// <summary>Whether the handler accepts at least some of what a source can report.</summary>
    public bool MayAccept(ProducedType produced) =>
        produced.Verification >= MinimumVerification
            && Types.Any(pattern => EventTypes.Matches(pattern, produced.Type) || IsOfFamily(pattern, produced.Type));

    // A source may report a whole family of types, subscription.*, and the handler accept one of it.
    private static bool IsOfFamily(string pattern, string produced) =>
        produced.EndsWith(".*", StringComparison.Ordinal) && pattern.StartsWith(produced[..^1], StringComparison.Ordinal);

    /// <summary>A handler that is created from each event's scope.</summary>
    public static HandlerRegistration Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, IReadOnlyList<string> types, VerificationLevel minimumVerification, Effects effects)
        where THandler : class, IWebhookHandler =>
        new(name, types, minimumVerification, effects,
            static services => ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services));
}
