using PayHooks.Tests.Support;

namespace PayHooks.Tests.Documents;

/// <summary>The documents of the repository and what they show.</summary>
internal static class Markdown
{
    /// <summary>The documents, as paths from the root.</summary>
    public static string[] Files { get; } = [.. Repository.Files("*.md").Order(StringComparer.Ordinal)];

    /// <summary>The text, with lines that end in a line feed.</summary>
    public static string Read(string file) => Repository.Read(file).ReplaceLineEndings("\n");

    /// <summary>The code blocks of a language, without the indentation of a list.</summary>
    public static IEnumerable<string> Blocks(string file, string languages) => Read(file)
        .Find($@"^ *```({languages})\n(?<it>[\s\S]+?)^ *```")
        .Select(block => string.Join('\n', block.Split('\n').Select(line => line[Math.Min(Indentation(block), line.Length)..])));

    /// <summary>The code inside sentences and tables.</summary>
    public static string[] Spans(string file) =>
        string.Join('\n', Read(file).Split("```").Where((_, at) => at % 2 == 0)).Find("`(?<it>[^`]+)`");

    /// <summary>The anchors of a document's headings, as GitHub makes them.</summary>
    public static IEnumerable<string> Anchors(string file) => Read(file).Find("^##* (?<it>.+)$").Select(heading =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Trim().Replace(' ', '-'));

    private static int Indentation(string block) => block.Length - block.TrimStart(' ').Length;
}
