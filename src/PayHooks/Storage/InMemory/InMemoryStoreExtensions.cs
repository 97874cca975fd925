using Microsoft.Extensions.DependencyInjection;
using PayHooks.Payments;

namespace PayHooks.Storage.InMemory;

/// <summary>Registers the in-memory store.</summary>
public static class InMemoryStoreExtensions
{
    /// <summary>Stores messages and events in memory, for tests and for trying out handlers: they are lost when the process ends.</summary>
    /// <param name="builder">The builder returned by <c>AddPayHooks</c>.</param>
    public static PayHooksBuilder UseInMemoryStore(this PayHooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<InMemoryEventQueue>();
        builder.Services.AddSingleton<IEventQueue>(services => services.GetRequiredService<InMemoryEventQueue>());
        builder.Services.AddSingleton<IMessageSource>(services => services.GetRequiredService<InMemoryEventQueue>());
        builder.Services.AddSingleton<InMemoryEventLedger>();
        builder.Services.AddSingleton<ISubjectStore, InMemorySubjectStore>();
        builder.Services.AddSingleton<ISourceActivityStore, InMemorySourceActivityStore>();
        builder.Services.AddSingleton<IRejectionStore, InMemoryRejectionStore>();
        builder.Services.AddSingleton<IStateStore, InMemoryStateStore>();
        builder.Services.AddSingleton<IAuditStore, InMemoryAuditStore>();
        return builder.UseLedger<InMemoryEventLedger>();
    }
}
