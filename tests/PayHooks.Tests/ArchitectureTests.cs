using System.Xml.Linq;
using PayHooks.Tests.Support;

namespace PayHooks.Tests;

/// <summary>What ARCHITECTURE.md claims, checked.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Root = Repository.Root;
    private static readonly string[] VagueNames = ["Util", "Utils", "Helper", "Helpers", "Common", "Manager", "Misc"];

    [Fact]
    public void The_core_depends_on_abstractions_alone()
    {
        var packages = XDocument.Load(Path.Combine(Root, "src/PayHooks/PayHooks.csproj"))
            .Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

        Assert.All(packages, package => Assert.Matches(@"^Microsoft\.Extensions\.(.+\.Abstractions|Primitives)$", package));
        Assert.DoesNotContain(
            typeof(WebhookEvent).Assembly.GetReferencedAssemblies().Select(one => one.Name!),
            name => name.StartsWith("Azure", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase));
    }

    // Receiving and Processing meet at the queue only.
    [Theory]
    [InlineData("Receiving", "Processing", "Operations")]
    [InlineData("Processing", "Receiving", "Operations")]
    [InlineData("Operations", "Receiving", "Processing")]
    [InlineData("Storage", "Receiving", "Processing", "Operations")]
    public void Folders_of_the_engine_point_one_way(string folder, params string[] above)
    {
        foreach (var file in Sources(Path.Combine("src/PayHooks", folder)))
        {
            var text = File.ReadAllText(file);
            Assert.All(above, other => Assert.False(
                text.Contains($"PayHooks.{other}", StringComparison.Ordinal), $"{Path.GetRelativePath(Root, file)} knows {other}."));
        }
    }

    [Fact]
    public void No_file_is_named_after_nothing_in_particular() => Assert.DoesNotContain(
        Sources("src"), file => VagueNames.Any(name => Path.GetFileNameWithoutExtension(file).EndsWith(name, StringComparison.Ordinal)));

    [Fact]
    public void Files_are_read_in_one_sitting() => Assert.All(
        Sources("src"), file => Assert.True(File.ReadLines(file).Count() <= 300, $"{Path.GetRelativePath(Root, file)} has grown too long."));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
