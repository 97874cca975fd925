using System.Text;
using System.Text.RegularExpressions;

namespace PayHooks.Verification.Samples;

/// <summary>
/// A body with placeholders: <c>{{name}}</c> within a string, <c>"{{#name}}"</c> for a number or a boolean. The files are
/// formatted for readability; the body sent has no white space, as providers send it.
/// </summary>
internal sealed partial class SampleTemplate
{
    private readonly string compact;

    private SampleTemplate(string compact) => this.compact = compact;

    /// <summary>Reads the embedded template with a name.</summary>
    public static SampleTemplate Load(string name)
    {
        using var stream = typeof(SampleTemplate).Assembly.GetManifestResourceStream($"Samples/{name}.json")
            ?? throw new InvalidOperationException($"The sample 'Samples/{name}.json' is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new SampleTemplate(Encoding.UTF8.GetString(JsonSpace.Remove(bytes.ToArray())));
    }

    /// <summary>Fills in the values.</summary>
    public string Fill(SampleValues values) => Placeholder().Replace(compact, match => values.Of(match.Groups["name"].Value));

    [GeneratedRegex("""
        "\{\{\#(?<name>[^}]+)\}\}"|\{\{(?<name>[^}]+)\}\}
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
