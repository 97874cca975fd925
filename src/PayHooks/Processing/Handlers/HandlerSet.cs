using PayHooks.Verification;

namespace PayHooks.Processing.Handlers;

/// <summary>Every registered handler, in order of registration.</summary>
internal sealed class HandlerSet
{
    private readonly HandlerRegistration[] handlers;

    /// <summary>Takes the handlers.</summary>
    /// <exception cref="PayHooksConfigurationException">Two have the same name; the ledger could not tell them apart.</exception>
    public HandlerSet(IEnumerable<HandlerRegistration> handlers)
    {
        this.handlers = [.. handlers];
        if (this.handlers.GroupBy(handler => handler.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new PayHooksConfigurationException(
            [
                new ConfigurationError(
                    $"Handler {twice.Key}", $"is registered {twice.Count()} times",
                    "Register it once, with all its event types, or give each registration a name of its own."),
            ]);
        }
    }

    /// <summary>Every handler.</summary>
    public IReadOnlyList<HandlerRegistration> All => handlers;

    /// <summary>The handlers for such an event.</summary>
    public IReadOnlyList<HandlerRegistration> For(string type, VerificationLevel verification) =>
        [.. handlers.Where(handler => handler.IsFor(type, verification))];
}
