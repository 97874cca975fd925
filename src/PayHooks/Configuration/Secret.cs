using System.Text;

namespace PayHooks;

/// <summary>One active secret of a source. It never prints itself.</summary>
public sealed class Secret
{
    private readonly byte[] utf8;

    /// <summary>Takes a secret as it was configured.</summary>
    /// <param name="index">Its place in the source's list, from 0: what metrics and logs name instead of the secret.</param>
    /// <param name="value">The secret itself.</param>
    public Secret(int index, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Index = index;
        Problem = ProblemOf(value);
        utf8 = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Its place in the source's list, from 0.</summary>
    public int Index { get; }

    /// <summary>Why it can never verify anything, or null when it is usable.</summary>
    public string? Problem { get; }

    /// <summary>Whether it may verify.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>The secret's bytes, UTF-8 of the text as it was configured.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <inheritdoc/>
    public override string ToString() => $"secret {Index}";

    private static string? ProblemOf(string value)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            return "is empty";
        }

        if (text.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
        {
            return "is a Key Vault reference that was not resolved";
        }

        return IsSample(text) ? "is a sample value" : null;
    }

    // What settings samples, documents and copied snippets hold in place of a secret.
    private static bool IsSample(string text)
    {
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
