using PayHooks.Verification;

namespace PayHooks;

/// <summary>
/// The host cannot start: a setting is invalid, a handler cannot be created, or no store is chosen. The message has a line for each error,
/// with its fix.
/// </summary>
public sealed class PayHooksConfigurationException : Exception
{
    internal PayHooksConfigurationException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>What is wrong and how to fix it; at least one.</summary>
    internal IReadOnlyList<ConfigurationError> Errors { get; }
}
