namespace PayHooks.Cli.Verifying;

/// <summary>A secret as it may have been before it was copied.</summary>
/// <param name="When">What was changed, as the end of "it verifies when …".</param>
/// <param name="Secret">The secret.</param>
internal sealed record SecretVariant(string When, string Secret);

/// <summary>Undoes common copying mistakes in a secret.</summary>
internal static class SecretVariants
{
    /// <summary>Returns the variants that differ from the secret.</summary>
    public static IEnumerable<SecretVariant> Of(string secret) => new SecretVariant[]
    {
        new("the white space around the secret is removed", secret.Trim()),
        new("the quotation marks around the secret are removed", secret.Trim('"', '\'')),
        new("the secret ends in a line feed, as a file written by echo does", secret + "\n"),
        new("the v1, before the secret is removed", secret.StartsWith("v1,", StringComparison.Ordinal) ? secret[3..] : secret),
        new("the whsec_ before the secret is removed", secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret),
        new("whsec_ is put before the secret", secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret : $"whsec_{secret}"),
    }.Where(variant => variant.Secret != secret && variant.Secret.Length > 0);
}
