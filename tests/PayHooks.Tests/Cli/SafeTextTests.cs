using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PayHooks.Cli.Terminal;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

public sealed partial class SafeTextTests
{
    public static TheoryData<string, string> Hostile => HostileTexts.All;

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void What_moves_hides_or_breaks_is_replaced_and_the_rest_stays(string hostile, string safe) =>
        Assert.Equal(safe, SafeText.Of(hostile));

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void JSON_keeps_the_text_and_shows_nothing_of_it_that_is_unsafe(string hostile, string safe)
    {
        var json = SafeText.OfJson($"\"{hostile.Replace("\r", "", StringComparison.Ordinal)}\"");

        Assert.DoesNotContain(json, c => c is '\u202e' or '\u200b' or '\u2028' or '\u009b' or '\udb40' || c == '\ud800');
        Assert.Equal(safe.Contains('東'), json.Contains('東'));
    }

    [Fact]
    public void Escaped_JSON_still_means_the_same()
    {
        const string text = "a\u202eb\U000E0041c\U0001F4B3";

        Assert.Equal(text, (string?)JsonNode.Parse(SafeText.OfJson($"\"{text}\"")));
    }

    [Fact]
    public void Only_the_console_writes_text()
    {
        var others = Repository.Files("*.cs")
            .Where(file => file.StartsWith("src/PayHooks.Cli/", StringComparison.Ordinal)
                && !file.StartsWith("src/PayHooks.Cli/Terminal/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(Repository.PathOf(file)).Where(line => Direct().IsMatch(line))
                .Select(line => $"{file}: {line.Trim()}"))
            .Where(line => !Allowed.Contains(line))
            .ToList();

        Assert.Empty(others);
    }

    // Each of them makes its text safe, or writes a constant.
    private static readonly string[] Allowed =
    [
        "src/PayHooks.Cli/ExitCode.cs: error.WriteLine($\"payhooks: {SafeText.Of(message)}\");",
        "src/PayHooks.Cli/Program.cs: output.WriteLine(SafeText.Of(suggestion));",
        "src/PayHooks.Cli/Commands/CompletionCommand.cs: new CliConsole(parsed).Out.WriteLine(parsed.GetRequiredValue(shell) switch "
            + "{ \"bash\" => Bash, \"zsh\" => Zsh, _ => Pwsh });",
        "src/PayHooks.Cli/Server/StartReport.cs: private static void Line(TextWriter error, string line) => "
            + "error.WriteLine(SafeText.Of(line));",
    ];

    [GeneratedRegex(@"\b(Out|output|error|Console)\.Write|(Data|Talk)\.Write", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Direct();
}
