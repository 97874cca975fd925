using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace PayHooks;

/// <summary>Registers handlers and providers: what <c>AddPayHooks</c> returns.</summary>
public sealed class PayHooksBuilder(IServiceCollection services, PayHooksOptions options)
{
    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>The settings as they were read.</summary>
    public PayHooksOptions Options { get; } = options;

    /// <summary>
    /// Registers a handler for fully authenticated events of some types. Handlers of an event run in the order of their
    /// registration, each made anew from a scope of its own.
    /// </summary>
    /// <typeparam name="THandler">The handler; its class name is the name the ledger remembers.</typeparam>
    /// <param name="types">Types or patterns, see <see cref="EventType"/>.</param>
    public PayHooksBuilder Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(params string[] types)
        where THandler : class, IWebhookHandler => Handle<THandler>(Accepts.Verified, types);

    /// <summary>Registers a handler that also accepts less than fully authenticated events.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="accepts">How little verified an event may be.</param>
    /// <param name="types">Types or patterns, see <see cref="EventType"/>.</param>
    public PayHooksBuilder Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(Accepts accepts, params string[] types)
        where THandler : class, IWebhookHandler
    {
        ArgumentNullException.ThrowIfNull(types);
        if (types.Length == 0)
        {
            throw new ArgumentException($"Name the event types that {typeof(THandler).Name} is for, or \"*\".", nameof(types));
        }

        return Handle(HandlerRegistration.Of<THandler>(accepts, types));
    }

    /// <summary>Registers a handler that was built by hand.</summary>
    public PayHooksBuilder Handle(HandlerRegistration handler)
    {
        Services.AddSingleton(handler);
        return this;
    }
}
