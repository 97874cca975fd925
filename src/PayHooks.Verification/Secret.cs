using System.Text;

namespace PayHooks.Verification;

/// <summary>One active secret of a source. It never prints its value.</summary>
public sealed class Secret
{
    private readonly byte[] utf8;

    /// <summary>Takes a secret as it was configured.</summary>
    /// <param name="index">Its index in the source's list, from 0; metrics and logs show it instead of the secret.</param>
    /// <param name="value">The secret itself.</param>
    public Secret(int index, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Index = index;
        IsSample = LooksLikeSample(value.Trim());
        Problem = ProblemOf(value.Trim()) ?? (IsSample ? "is a sample value" : null);
        utf8 = Encoding.UTF8.GetBytes(value);
    }

    // For a delivery that is verified but not received: published examples are signed with sample values.
    private Secret(Secret configured)
    {
        Index = configured.Index;
        IsSample = configured.IsSample;
        Problem = configured.IsSample ? null : configured.Problem;
        utf8 = configured.utf8;
    }

    /// <summary>Its index in the source's list, from 0.</summary>
    public int Index { get; }

    /// <summary>Why it can never verify anything, or null when it is usable.</summary>
    public string? Problem { get; }

    /// <summary>Whether it is a placeholder of samples and documents.</summary>
    internal bool IsSample { get; }

    /// <summary>Whether it may verify.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>The secret's bytes, UTF-8 of the text as it was configured.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <summary>A secret to verify a captured delivery with; unlike that of a source, it may be a sample value.</summary>
    internal static Secret ToJudge(string value) => new(new Secret(0, value));

    /// <inheritdoc/>
    public override string ToString() => $"secret {Index}";

    private static string? ProblemOf(string text) =>
        text.Length == 0 ? "is empty"
        : text.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) ? "is a Key Vault reference that was not resolved"
        : null;

    // What settings samples, documents and copied snippets hold in place of a secret.
    private static bool LooksLikeSample(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if ((text[0] == '<' && text[^1] == '>') || (text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)))
        {
            return true;
        }

        var plain = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain is "changeme" or "secret" or "todo" or "xxx" or "password" or "user:password" or "username:password"
            || plain.StartsWith("replaceme", StringComparison.Ordinal) || plain.StartsWith("replacewith", StringComparison.Ordinal)
            || plain.StartsWith("yoursecret", StringComparison.Ordinal) || plain.StartsWith("yourapi", StringComparison.Ordinal)
            || plain.StartsWith("yourwebhook", StringComparison.Ordinal);
    }
}
