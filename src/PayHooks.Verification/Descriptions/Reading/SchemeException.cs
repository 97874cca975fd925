namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Thrown when the description of a scheme is invalid.</summary>
public sealed class SchemeException : FormatException
{
    /// <summary>Creates the exception from the errors that were found.</summary>
    public SchemeException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join(" ", errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>The errors, each with its path and fix.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; }

    /// <summary>One error.</summary>
    internal static SchemeException Of(string path, string message, string fix) =>
        new([new ConfigurationError(path, message, fix)]);
}
