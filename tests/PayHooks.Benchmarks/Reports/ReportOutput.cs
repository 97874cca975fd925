using System.CommandLine;

namespace PayHooks.Benchmarks.Reports;

/// <summary>Where a report goes: its tables to standard output, and both forms to files.</summary>
internal sealed class ReportOutput
{
    /// <summary>The JSON file.</summary>
    public Option<string?> Json { get; } = new("--json") { Description = "Write the figures to this file as JSON", HelpName = "FILE" };

    /// <summary>The Markdown file.</summary>
    public Option<string?> Markdown { get; } =
        new("--markdown") { Description = "Write the tables to this file as Markdown", HelpName = "FILE" };

    /// <summary>Writes the report.</summary>
    public async Task WriteAsync(ParseResult parsed, string json, string markdown)
    {
        await Console.Out.WriteLineAsync(markdown);
        if (parsed.GetValue(Json) is { } jsonFile)
        {
            await File.WriteAllTextAsync(jsonFile, json, CancellationToken.None);
        }

        if (parsed.GetValue(Markdown) is { } markdownFile)
        {
            await File.WriteAllTextAsync(markdownFile, markdown, CancellationToken.None);
        }
    }
}
