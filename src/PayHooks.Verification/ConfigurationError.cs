namespace PayHooks.Verification;

/// <summary>An invalid setting, or an invalid member of a description, and how to fix it.</summary>
/// <param name="Path">
/// Where it is: <c>PayHooks__Sources__acme__Secrets__0</c>, as the environment spells a setting, or <c>acme.json: signature.header</c>.
/// </param>
/// <param name="Message">What is wrong, as the rest of a sentence that begins with the path; never the value of a secret.</param>
/// <param name="Fix">What to do, as a sentence.</param>
/// <param name="Source">The one source that cannot work because of it, or null when it affects everything.</param>
internal sealed record ConfigurationError(string Path, string Message, string Fix, string? Source = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} {Message}. {Fix}";
}
