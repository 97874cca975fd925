using System.Text;

namespace PayHooks.Verification;

/// <summary>An active secret of a source. Its value is never printed.</summary>
public sealed class Secret
{
    // Shorter secrets can be guessed, and no provider issues them.
    private const int ShortestUsual = 8;

    private static readonly string[] Prefixes =
        ["whsec_", "sk_test_", "sk_live_", "test_sk_", "live_sk_", "pdl_ntfset_", "shpss_", "sb-mid-server-", "mid-server-"];

    private static readonly string[] SampleBeginnings = ["replaceme", "replacewith", "yoursecret", "yourapi", "yourwebhook", "yourkey"];

    private readonly byte[] utf8;

    /// <summary>Creates a secret from its configured value.</summary>
    /// <param name="index">The index in the source's list, from 0; metrics and logs show it instead of the secret.</param>
    /// <param name="value">The secret's value.</param>
    public Secret(int index, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Index = index;
        IsSample = LooksLikeSample(value.Trim());
        Problem = ProblemOf(value.Trim()) ?? (IsSample ? "is a sample value" : null);
        Warning = Problem is null ? WarningOf(value) : null;
        utf8 = Encoding.UTF8.GetBytes(value);
    }

    // For a delivery that is verified but not received: published examples are signed with sample secrets.
    private Secret(Secret configured)
    {
        Index = configured.Index;
        IsSample = configured.IsSample;
        Problem = configured.IsSample ? null : configured.Problem;
        utf8 = configured.utf8;
    }

    /// <summary>The index in the source's list, from 0.</summary>
    public int Index { get; }

    /// <summary>Why the secret can never verify anything, or null if it is usable.</summary>
    public string? Problem { get; }

    /// <summary>
    /// Why the secret is probably not the one that the provider shows, although it is usable: surrounding white space, line ends, quotation
    /// marks or a byte order mark, or too few characters. Null if nothing is unusual.
    /// </summary>
    public string? Warning { get; }

    /// <summary>Whether the secret is a placeholder from samples or documentation.</summary>
    internal bool IsSample { get; }

    /// <summary>Whether the secret can be used to verify.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>The secret's bytes, UTF-8 of the configured text.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <summary>A secret to verify a captured delivery with; unlike a source's secret, it may be a sample value.</summary>
    internal static Secret ToJudge(string value) => new(new Secret(0, value));

    /// <inheritdoc/>
    public override string ToString() => $"secret {Index}";

    private static string? ProblemOf(string text) =>
        text.Length == 0 ? "is empty"
        : text.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) ? "is a Key Vault reference that was not resolved"
        : null;

    private static string? WarningOf(string value) => value switch
    {
        ['\uFEFF', ..] => "begins with a byte order mark",
        [.., '\n' or '\r'] => "ends with a line end",
        _ when value != value.Trim() => "has white space around it",
        ['"', .., '"'] or ['\'', .., '\''] or ['`', .., '`'] => "has quotation marks around it",
        { Length: < ShortestUsual } => $"has only {value.Length} characters",
        _ => null,
    };

    // Placeholders for secrets in sample settings, documentation and copied snippets, also after a provider's prefix (whsec_,
    // sk_test_).
    private static bool LooksLikeSample(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if ((text[0] == '<' && text[^1] == '>')
            || (text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)))
        {
            return true;
        }

        var words = text.ToLowerInvariant();
        return IsSampleText(words)
            || Prefixes.Any(prefix => words.StartsWith(prefix, StringComparison.Ordinal) && IsSampleText(words[prefix.Length..]));
    }

    private static bool IsSampleText(string text)
    {
        var plain = string.Concat(text.Where(c => c is not ('-' or '_' or ' ' or '…' or '.')));
        return (plain.Length == 0 && text.Length > 0)
            || plain is "changeme" or "secret" or "todo" or "password" or "user:password" or "username:password"
            || (plain.Length >= 3 && plain.All(c => c == 'x'))
            || Array.Exists(SampleBeginnings, beginning => plain.StartsWith(beginning, StringComparison.Ordinal));
    }
}
