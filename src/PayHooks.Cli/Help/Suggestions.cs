using System.CommandLine;
using System.Globalization;

namespace PayHooks.Cli.Help;

/// <summary>
/// Answers a shell that asks for completions: <c>[suggest:POSITION] "COMMAND LINE"</c>, the protocol of System.CommandLine and
/// dotnet-suggest (learn.microsoft.com/dotnet/standard/commandline/how-to-enable-tab-completion). The library answers only for a
/// RootCommand, whose help would show the file name of the tool.
/// </summary>
internal static class Suggestions
{
    private const string Directive = "[suggest";

    /// <summary>Returns what can be typed at the position, or null when the arguments do not ask for it.</summary>
    public static IEnumerable<string>? Of(Command root, string[] args)
    {
        if (args is not [['[', .., ']'] directive, ..] || !directive.StartsWith(Directive, StringComparison.Ordinal))
        {
            return null;
        }

        var line = args.Length > 1 ? args[1] : "";
        var position = int.TryParse(directive[Directive.Length..^1].TrimStart(':'), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given) ? given : line.Length;

        // Some shells trim the line: a position behind its end follows a space.
        line = position <= line.Length ? line[..position] : line + ' ';
        var words = WithoutTool(root, line.TrimStart());
        return root.Parse(words).GetCompletions(words.Length).Select(item => item.InsertText ?? item.Label)
            .Distinct(StringComparer.Ordinal);
    }

    private static string WithoutTool(Command root, string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && string.Equals(Path.GetFileNameWithoutExtension(line[..end]), root.Name, StringComparison.OrdinalIgnoreCase)
            ? line[(end + 1)..] : line;
    }
}
