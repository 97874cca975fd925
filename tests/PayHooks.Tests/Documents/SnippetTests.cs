using PayHooks.Tests.Support;

namespace PayHooks.Tests.Documents;

/// <summary>The C# that documents show is compiled: each block is part of a file of the tests.</summary>
public sealed class SnippetTests
{
    private static readonly string[] Sources =
    [
        "tests/PayHooks.Tests/Documents/Snippets.cs", "tests/PayHooks.Azure.Tests/Functions/FunctionsSnippets.cs",
        "tests/PayHooks.Tests/Providers/Example/ChipProvider.cs", "tests/PayHooks.Tests/Providers/Example/ChipProviderTests.cs",
    ];

    [Fact]
    public void Blocks_are_the_text_of_compiled_files()
    {
        var sources = Sources.Select(file => Flat(Repository.Read(file))).ToArray();
        var blocks = Markdown.Files.SelectMany(file => Markdown.Blocks(file, "csharp").Select(block => (file, block))).ToArray();

        Assert.True(blocks.Length > 15, $"Only {blocks.Length} blocks were found.");
        Assert.All(blocks, one => Assert.True(
            Array.Exists(sources, source => source.Contains(Flat(one.block), StringComparison.Ordinal)),
                $"{one.file} shows what is not compiled:\n{one.block}"));
    }

    // Without indentation, and without what a file has once: its namespace and its usings.
    private static string Flat(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())
        .Where(line =>
            line.Length > 0 && !line.StartsWith("namespace ", StringComparison.Ordinal)
            && !line.StartsWith("using PayHooks", StringComparison.Ordinal)));
}
