namespace PayHooks.Verification;

/// <summary>An invalid setting or scheme member, and how to fix it.</summary>
/// <param name="Path">
/// The location: <c>PayHooks__Sources__acme__Secrets__0</c>, as an environment variable, or <c>acme.json: signature.header</c>.
/// </param>
/// <param name="Message">The problem, as the rest of a sentence that begins with the path; never contains the value of a secret.</param>
/// <param name="Fix">The fix, as a sentence.</param>
/// <param name="Source">The source that cannot work because of the error, or null if the error affects everything.</param>
internal sealed record ConfigurationError(string Path, string Message, string Fix, string? Source = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} {Message}. {Fix}";
}
