using PayHooks.Tests.Support;

namespace PayHooks.Tests.Providers;

/// <summary>docs/providers.md says what the descriptions say. To write it anew, run this test with PAYHOOKS_WRITE_DOCS=1.</summary>
public sealed class ProviderSectionsTests
{
    private const string Document = "docs/providers.md";
    private const string Begin = "<!-- generated from the descriptions: begin -->\n";
    private const string End = "<!-- generated from the descriptions: end -->\n";

    [Fact]
    public void The_page_of_the_providers_says_what_their_descriptions_say()
    {
        var text = Repository.Read(Document);
        var (start, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= Begin.Length && end >= start, $"{Document} has no generated part.");
        var expected = $"\n{ProviderSections.Write()}";
        if (Environment.GetEnvironmentVariable("PAYHOOKS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Repository.PathOf(Document), text[..start] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }
}
