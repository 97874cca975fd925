using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.ChangeFeed;
using PayHooks.Hosting;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;

namespace PayHooks;

/// <summary>Registers handlers and the store. Returned by <c>AddPayHooks</c>.</summary>
public sealed class PayHooksBuilder
{
    internal PayHooksBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
    }

    /// <summary>The application's services: register handler dependencies here.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The configuration that settings are read from.</summary>
    internal IConfiguration Configuration { get; }

    /// <summary>
    /// Registers a handler for verified events of the given types. The handlers of an event run in order of registration, each in its own
    /// service scope.
    /// </summary>
    /// <typeparam name="THandler">The handler. Its class name identifies it.</typeparam>
    /// <param name="types">Types or patterns, see <see cref="EventTypes"/>: <c>payment.succeeded</c>, <c>payment.*</c>, <c>*</c>.</param>
    public PayHooksBuilder Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        params string[] types) where THandler : class, IWebhookHandler => Handle<THandler>((IReadOnlyList<string>)types);

    /// <summary>Registers a handler with an explicit name, or for events that are not fully verified.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="types">Types or patterns, see <see cref="EventTypes"/>.</param>
    /// <param name="name">
    /// Identifies the handler in the ledger and in idempotency keys; null for the class name. Keep the name when the class is renamed:
    /// a new name is a new handler, which runs again for unfinished events. 1 to 100 characters from A-Z, a-z, 0-9, <c>_</c>, <c>-</c>
    /// and <c>.</c>.
    /// </param>
    /// <param name="minimumVerification">
    /// The minimum verification level that the handler accepts. Below <see cref="VerificationLevel.Credentials"/>, query the provider's API
    /// before money moves.
    /// </param>
    /// <param name="effects">
    /// Which events the handler runs for, by their effect on the payment, refund, dispute or payout that they report. Usually
    /// only for changes, so that each change is handled once.
    /// </param>
    /// <param name="limits">How many events at a time and in a second, for how long, and when to try again; null for no own limits.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="types"/> is empty, or <paramref name="name"/> or <paramref name="limits"/> is invalid.
    /// </exception>
    public PayHooksBuilder Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IReadOnlyList<string> types, string? name = null, VerificationLevel minimumVerification = VerificationLevel.Credentials,
        Effects effects = Effects.Changed, HandlerLimits? limits = null)
        where THandler : class, IWebhookHandler
    {
        ArgumentNullException.ThrowIfNull(types);
        if (types.Count == 0)
        {
            throw new ArgumentException($"Name the event types that {typeof(THandler).Name} handles, or \"*\".", nameof(types));
        }

        name ??= typeof(THandler).Name;
        if (!HandlerRegistration.IsUsableName(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot name the handler {typeof(THandler).Name}, because idempotency keys and records hold the name. "
                + "Pass a name of 1 to 100 characters from A-Z, a-z, 0-9, '_', '-' and '.'.",
                nameof(name));
        }

        limits ??= HandlerLimits.None;
        if (limits.FindProblem() is { } problem)
        {
            throw new ArgumentException($"The limits of the handler {name} cannot be: {problem}", nameof(limits));
        }

        return Handle(HandlerRegistration.Of<THandler>(name, types, minimumVerification, effects) with { Limits = limits });
    }

    internal PayHooksBuilder Handle(HandlerRegistration handler)
    {
        Services.AddSingleton(handler);
        return this;
    }

    /// <summary>Registers the ledger of a store, which publishes its changes if the host has an <see cref="EventChangeFeed"/>.</summary>
    /// <typeparam name="TLedger">The ledger, which the store has registered under its own type.</typeparam>
    internal PayHooksBuilder UseLedger<TLedger>() where TLedger : class, IEventLedger
    {
        Services.AddSingleton<IEventLedger>(services => services.GetService<EventChangeFeed>() is { } changes
            ? new NotifyingLedger(services.GetRequiredService<TLedger>(), changes)
            : services.GetRequiredService<TLedger>());
        Services.AddSingleton<StoreRegistration>();
        return this;
    }
}
