using PayHooks.Tests.Support;

namespace PayHooks.Tests.Providers.Example;

/// <summary>The page on providers in code shows the code that is compiled.</summary>
public sealed class ProviderPageTests
{
    private const string Page = "docs/provider-in-code.md";

    private static readonly string[] Files =
        ["tests/PayHooks.Tests/Providers/Example/ChipProvider.cs", "tests/PayHooks.Tests/Providers/Example/ChipProviderTests.cs"];

    [Fact]
    public void Its_code_is_the_text_of_the_compiled_files()
    {
        var files = Files.Select(file => Flat(Repository.Read(file))).ToArray();
        var blocks = Repository.Read(Page).ReplaceLineEndings("\n").Find(@"^```csharp\n(?<it>[\s\S]+?)^```");

        Assert.Equal(8, blocks.Length);
        Assert.All(blocks, block => Assert.True(
            Array.Exists(files, file => file.Contains(Flat(block), StringComparison.Ordinal)), $"This is in none of the files:\n{block}"));
    }

    [Fact]
    public void Its_links_and_paths_lead_to_files_that_exist()
    {
        var text = Repository.Read(Page);
        var paths = text.Find(@"\]\(\.\./(?<it>[\w./-]+)").Concat(text.Find(@"`(?<it>src/[\w./-]+)`"))
            .Where(path => !path.EndsWith("/Chip/", StringComparison.Ordinal)).ToArray();

        Assert.Contains("tests/PayHooks.Tests/Providers/Example/ChipProvider.cs", paths);
        Assert.All(paths, path => Assert.True(Repository.Has(path), $"{path} is not there."));
    }

    // The page shows members without the class around them.
    private static string Flat(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));
}
