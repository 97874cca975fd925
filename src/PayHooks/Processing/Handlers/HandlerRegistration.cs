using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Verification;

namespace PayHooks.Processing.Handlers;

/// <summary>A handler and the events it accepts.</summary>
/// <param name="Name">The name in the ledger and at the end of idempotency keys. A renamed handler is a different handler.</param>
/// <param name="Types">Types or patterns: <c>payment.succeeded</c>, <c>payment.*</c>, <c>*</c>.</param>
/// <param name="MinimumVerification">The minimum verification level that it accepts.</param>
/// <param name="Effects">The effects on the reported object that it accepts.</param>
/// <param name="Create">Gets the handler from an event's scope.</param>
internal sealed record HandlerRegistration(
    string Name, IReadOnlyList<string> Types, VerificationLevel MinimumVerification, Effects Effects,
    Func<IServiceProvider, IWebhookHandler> Create)
{
    private const int LongestName = 100;

    /// <summary>The sources whose events it accepts; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The handler's own limits.</summary>
    public HandlerLimits Limits { get; init; } = HandlerLimits.None;

    /// <summary>Whether a string is a valid handler name: it is part of idempotency keys, which are stored and sent in headers.</summary>
    public static bool IsUsableName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-' or '.');

    /// <summary>Whether the handler accepts events of this source.</summary>
    public bool IsForSource(string source) => Sources.Count == 0 || Sources.Contains(source, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the handler accepts this source, type and verification level.</summary>
    public bool IsFor(string source, string type, VerificationLevel verification) =>
        verification >= MinimumVerification && IsForSource(source) && Types.Any(pattern => EventTypes.Matches(pattern, type));

    /// <summary>Whether the handler runs for an event with this effect; null for an event that reports no state.</summary>
    public bool Accepts(Effect? effect) => effect switch
    {
        null or Effect.Changed => Effects.HasFlag(Effects.Changed),
        Effect.Unchanged => Effects.HasFlag(Effects.Unchanged),
        Effect.Stale => Effects.HasFlag(Effects.Stale),
        _ => Effects.HasFlag(Effects.Conflict),
    };

    /// <summary>Whether the handler accepts at least some of the events that a source can report.</summary>
    public bool MayAccept(string source, ProducedType produced) =>
        produced.Verification >= MinimumVerification && IsForSource(source)
            && Types.Any(pattern => EventTypes.Matches(pattern, produced.Type) || IsOfFamily(pattern, produced.Type));

    // A source may declare a whole family of types, such as subscription.*, of which the handler accepts one.
    private static bool IsOfFamily(string pattern, string produced) =>
        produced.EndsWith(".*", StringComparison.Ordinal) && pattern.StartsWith(produced[..^1], StringComparison.Ordinal);

    /// <summary>Creates the registration of a handler that is resolved from each event's scope.</summary>
    public static HandlerRegistration Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, IReadOnlyList<string> types, VerificationLevel minimumVerification, Effects effects)
        where THandler : class, IWebhookHandler =>
        new(name, types, minimumVerification, effects,
            static services => ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services));
}
