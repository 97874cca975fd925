using PayHooks.Verification;

namespace PayHooks.Processing.Handlers;

/// <summary>All registered handlers, in order of registration.</summary>
internal sealed class HandlerSet
{
    private readonly HandlerRegistration[] handlers;

    /// <summary>Creates the set.</summary>
    /// <exception cref="PayHooksConfigurationException">Two handlers have the same name, so the ledger could not distinguish
    /// them.</exception>
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

    /// <summary>All handlers.</summary>
    public IReadOnlyList<HandlerRegistration> All => handlers;

    /// <summary>The handlers that accept this source, type and verification level.</summary>
    public IReadOnlyList<HandlerRegistration> For(string source, string type, VerificationLevel verification) =>
        [.. handlers.Where(handler => handler.IsFor(source, type, verification))];
}
