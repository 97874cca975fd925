namespace PayHooks.Handlers;

/// <summary>The one place where handlers are registered, for <c>payhooks serve</c> and for Azure Functions alike.</summary>
public static class HandlerRegistrations
{
    /// <summary>Registers your handlers. They run in this order.</summary>
    public static PayHooksBuilder AddHandlers(this PayHooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Register what your handlers need with builder.Services: a DbContext, an API client, …
        return builder
            .Handle<LogPayment>("payment.*");
    }
}
