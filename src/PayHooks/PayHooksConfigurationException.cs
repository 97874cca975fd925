using PayHooks.Verification;

namespace PayHooks;

/// <summary>
/// The host cannot start: a setting is invalid, a handler cannot be created, or no store is registered. The message lists each error and
/// its fix.
/// </summary>
public sealed class PayHooksConfigurationException : Exception
{
    internal PayHooksConfigurationException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>The errors with their fixes; at least one.</summary>
    internal IReadOnlyList<ConfigurationError> Errors { get; }
}
