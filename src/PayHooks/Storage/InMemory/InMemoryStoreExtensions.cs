using Microsoft.Extensions.DependencyInjection;
using PayHooks.Payments;

namespace PayHooks.Storage.InMemory;

/// <summary>Registers the store in memory.</summary>
public static class InMemoryStoreExtensions
{
    /// <summary>Keeps messages and events in memory, for tests and for trying handlers out: they are lost when the process ends.</summary>
    /// <param name="builder">What <c>AddPayHooks</c> returned.</param>
    public static PayHooksBuilder UseInMemoryStore(this PayHooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<InMemoryEventQueue>();
        builder.Services.AddSingleton<IEventQueue>(services => services.GetRequiredService<InMemoryEventQueue>());
        builder.Services.AddSingleton<IMessageSource>(services => services.GetRequiredService<InMemoryEventQueue>());
        builder.Services.AddSingleton<InMemoryEventLedger>();
        builder.Services.AddSingleton<ISubjectStore, InMemorySubjectStore>();
        return builder.UseLedger<InMemoryEventLedger>();
    }
}
