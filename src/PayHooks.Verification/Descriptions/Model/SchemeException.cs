namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Thrown when the description of a scheme is invalid.</summary>
internal sealed class SchemeException : FormatException
{
    /// <summary>Creates the exception from a list of errors.</summary>
    public SchemeException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join(" ", errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>The errors, each with its path and fix.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; }

    /// <summary>Creates an exception with one error.</summary>
    public static SchemeException Of(string path, string message, string fix) =>
        new([new ConfigurationError(path, message, fix)]);
}
