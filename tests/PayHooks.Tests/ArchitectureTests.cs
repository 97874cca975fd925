using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PayHooks.Tests.Support;

namespace PayHooks.Tests;

/// <summary>What ARCHITECTURE.md claims, checked.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] VagueNames = ["Util", "Utils", "Helper", "Helpers", "Common", "Manager", "Misc"];

    // Which projects each project may reference.
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["PayHooks.Abstractions"] = [],
        ["PayHooks.Verification"] = ["PayHooks.Abstractions"],
        ["PayHooks"] = ["PayHooks.Abstractions", "PayHooks.Verification"],
        ["PayHooks.RocksDb"] = ["PayHooks"],
        ["PayHooks.AzureStorage"] = ["PayHooks"],
        ["PayHooks.AspNetCore"] = ["PayHooks"],
        ["PayHooks.Testing"] = ["PayHooks.AspNetCore"],
        ["PayHooks.Handlers"] = ["PayHooks"],
        ["PayHooks.AzureFunctions"] = ["PayHooks.AspNetCore", "PayHooks.AzureStorage"],
        ["PayHooks.Functions"] = ["PayHooks.AzureFunctions", "PayHooks.Handlers"],
        ["PayHooks.Cli"] = ["PayHooks", "PayHooks.AspNetCore", "PayHooks.RocksDb", "PayHooks.Handlers"],
    };

    // The ids of log events: ten for each area, from 1000 for the team's own handlers. The longest matching folder counts.
    private static readonly Dictionary<string, int> LogEventIds = new()
    {
        ["src/PayHooks/Receiving/"] = 10,
        ["src/PayHooks/Processing/"] = 20,
        ["src/PayHooks/Processing/Pump/"] = 30,
        ["src/PayHooks/Processing/Handlers/"] = 40,
        ["src/PayHooks/Operations/"] = 50,
        ["src/PayHooks.AspNetCore/"] = 60,
        ["src/PayHooks.AzureFunctions/"] = 70,
        ["src/PayHooks/Hosting/"] = 90,
        ["src/PayHooks.RocksDb/"] = 80,
        ["src/PayHooks/Payments/"] = 100,
        ["src/PayHooks/Reconciliation/"] = 110,
        ["src/PayHooks/Operations/Jobs/"] = 130,
        ["src/PayHooks/Notifications/"] = 150,
        ["src/PayHooks/Captures/"] = 160,
        ["src/PayHooks/Confirmation/"] = 120,
        ["src/PayHooks/Registration/"] = 140,
        ["src/PayHooks.Handlers/"] = 1000,
    };

    [Fact]
    public void Projects_reference_each_other_in_one_direction()
    {
        foreach (var file in Repository.Files("*.csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.All(Included(file, "ProjectReference").Select(Path.GetFileNameWithoutExtension), other =>
                Assert.Contains(other, References[name]));
        }
    }

    [Fact]
    public void Every_library_that_is_packed_records_its_public_API()
    {
        var packed = Repository.Files("*.csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal) && IsPackedLibrary(file))
            .ToList();

        Assert.Contains("src/PayHooks.Abstractions/PayHooks.Abstractions.csproj", packed);
        Assert.All(packed, file => Assert.True(
            File.Exists(Repository.PathOf($"{Path.GetDirectoryName(file)}/PublicAPI.Shipped.txt")),
                $"The public API of {file} is not recorded."));
    }

    [Fact]
    public void What_a_handler_sees_depends_on_nothing()
    {
        const string file = "src/PayHooks.Abstractions/PayHooks.Abstractions.csproj";

        Assert.Empty(Included(file, "PackageReference"));
        Assert.Empty(Included(file, "FrameworkReference"));
        Assert.All(typeof(WebhookEvent).Assembly.GetReferencedAssemblies(), one =>
            Assert.StartsWith("System.", one.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_engine_depends_on_abstractions_alone() => Assert.All(
        Included("src/PayHooks/PayHooks.csproj", "PackageReference"), package =>
            Assert.Matches(@"^Microsoft\.Extensions\.(.+\.Abstractions|Primitives)$", package));

    // Receiving and Processing meet at the queue only.
    [Theory]
    [InlineData("Receiving", "Processing", "Operations", "Reconciliation")]
    [InlineData("Processing", "Receiving", "Operations", "Reconciliation")]
    [InlineData("Reconciliation", "Processing", "Operations")]
    [InlineData("Operations", "Receiving", "Processing", "Reconciliation")]
    [InlineData("Storage", "Receiving", "Processing", "Operations", "Reconciliation")]
    public void Folders_of_the_engine_point_one_way(string folder, params string[] above)
    {
        foreach (var file in Sources($"src/PayHooks/{folder}/"))
        {
            var text = Repository.Read(file);
            Assert.All(above, other =>
                Assert.False(text.Contains($"PayHooks.{other}", StringComparison.Ordinal), $"{file} knows {other}."));
        }
    }

    [Theory]
    [InlineData("PayHooks")]
    [InlineData("PayHooks.Abstractions")]
    [InlineData("PayHooks.AspNetCore")]
    [InlineData("PayHooks.Cli")]
    [InlineData("PayHooks.RocksDb")]
    [InlineData("PayHooks.Testing")]
    [InlineData("PayHooks.Verification")]
    public void No_folders_use_each_other_in_a_circle(string project) =>
        Assert.Empty(NamespaceGraph.Cycles(Path.Combine(AppContext.BaseDirectory, $"{project}.dll")));

    [Fact]
    public void A_namespace_is_the_folder_of_its_file()
    {
        foreach (var file in Sources("src/").Concat(Sources("tests/")).Where(file => NamespaceOf().IsMatch(Repository.Read(file))))
        {
            var folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
            var expected = folder[(folder.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.');

            // What handlers see is PayHooks itself.
            expected = expected == "PayHooks.Abstractions" ? "PayHooks" : expected;
            Assert.True(NamespaceOf().Match(Repository.Read(file)).Groups["name"].Value == expected,
                $"The namespace of {file} is not {expected}.");
        }
    }

    [Fact]
    public void A_log_event_has_an_id_of_its_own_from_the_range_of_its_folder()
    {
        var used = new Dictionary<int, string>();
        foreach (var file in Sources("src/"))
        {
            foreach (var id in LogEventId().Matches(Repository.Read(file))
                .Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture)))
            {
                Assert.True(used.TryAdd(id, file), $"{file} uses the log event id {id} again; {used[id]} has it.");
                var first = LogEventIds.Where(range => file.StartsWith(range.Key, StringComparison.Ordinal))
                    .MaxBy(range => range.Key.Length).Value;
                Assert.True(first > 0, $"{file} writes to the log and its folder has no range of ids.");
                Assert.InRange(id, first, first + (first == 1000 ? 8999 : 9));
            }
        }

        Assert.NotEmpty(used);
    }

    [Fact]
    public void No_file_is_named_after_nothing_in_particular() => Assert.DoesNotContain(
        Sources("src/"), file => VagueNames.Any(name => Path.GetFileNameWithoutExtension(file).EndsWith(name, StringComparison.Ordinal)));

    [Fact]
    public void Files_are_read_in_one_sitting() => Assert.All(
        Sources("src/"), file => Assert.True(File.ReadLines(Repository.PathOf(file)).Count() <= 300, $"{file} has grown too long."));

    [Fact]
    public void Lines_of_source_have_at_most_140_characters() => Assert.All(
        Sources("src/"), file => Assert.All(File.ReadLines(Repository.PathOf(file)), line => Assert.InRange(line.Length, 0, 140)));

    private static IEnumerable<string> Sources(string folder) =>
        Repository.Files("*.cs").Where(file => file.StartsWith(folder, StringComparison.Ordinal));

    private static bool IsPackedLibrary(string project)
    {
        var document = XDocument.Parse(Repository.Read(project));
        return !document.Descendants("PackAsTool").Any() && !document.Descendants("IsPackable").Any(one => one.Value == "false");
    }

    private static IEnumerable<string> Included(string project, string item) =>
        XDocument.Parse(Repository.Read(project)).Descendants(item).Select(one => one.Attribute("Include")!.Value);

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex NamespaceOf();

    [GeneratedRegex(@"\bEventId = (?<id>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex LogEventId();
}
