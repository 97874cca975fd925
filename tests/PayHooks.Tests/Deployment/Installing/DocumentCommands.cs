using System.Text.RegularExpressions;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>What a Markdown document shows people to type: its code blocks, and the code inside its sentences.</summary>
internal static partial class DocumentCommands
{
    /// <summary>The commands, and what looks like one among them.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(string markdown)
    {
        var text = markdown.ReplaceLineEndings("\n");
        var blocks = Block().Matches(text).Select(match => match.Groups["it"].Value);
        var spans = Span().Matches(Block().Replace(text, "\n")).Select(match => match.Groups["it"].Value);
        return blocks.Concat(spans.Where(span => span.Contains(' ', StringComparison.Ordinal))).SelectMany(ShellCommands.Of);
    }

    [GeneratedRegex(
        @"^[ ]*(?<fence>```+)[^\n]*\n(?<it>.*?)^[ ]*\k<fence>[ ]*$",
        RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<it>[^`]+)`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Span();
}
