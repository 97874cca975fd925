using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace PayHooks;

/// <summary>A handler and the events it is for.</summary>
/// <param name="Name">Its name: what the ledger remembers and what the idempotency key ends in. Renaming it makes it another handler.</param>
/// <param name="Types">Types or patterns: <c>payment.succeeded</c>, <c>payment.*</c>, <c>*</c>.</param>
/// <param name="Accepts">How little verified an event may be.</param>
/// <param name="Create">Gets the handler from the scope of one event.</param>
public sealed record HandlerRegistration(
    string Name, IReadOnlyList<string> Types, Accepts Accepts, Func<IServiceProvider, IWebhookHandler> Create)
{
    /// <summary>Whether the handler is for such an event.</summary>
    public bool IsFor(string type, Verification verification) =>
        verification >= Least(Accepts) && Types.Any(pattern => EventType.Matches(pattern, type));

    private static Verification Least(Accepts accepts) => accepts switch
    {
        Accepts.Unverified => Verification.None,
        Accepts.PartlyVerified => Verification.Partial,
        _ => Verification.Credentials,
    };

    internal static HandlerRegistration Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Accepts accepts, IReadOnlyList<string> types) where THandler : class, IWebhookHandler =>
        new(typeof(THandler).Name, types, accepts, static services => ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services));
}
