using PayHooks.Verification;

namespace PayHooks;

/// <summary>The host cannot start: a setting is invalid, a handler cannot be created, or no store is registered.</summary>
/// <param name="errors">What is wrong and how to fix it; at least one.</param>
public sealed class PayHooksConfigurationException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>What is wrong and how to fix it.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
