using System.Text.Json.Nodes;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

public sealed class PackageLockTests
{
    // The project that a cloner edits: its packages are in the lock files of the projects that use it.
    private const string Edited = "src/PayHooks.Handlers/PayHooks.Handlers.csproj";

    private static readonly string[] Projects = [.. Repository.Read("PayHooks.slnx").Find("<Project Path=\"(?<it>[^\"]+)\"")];

    [Fact]
    public void Every_project_has_a_lock_file_with_hashes_and_without_addresses()
    {
        Assert.Contains(Edited, Projects);
        foreach (var project in Projects.Except([Edited]))
        {
            var text = Repository.Read($"{Path.GetDirectoryName(project)}/packages.lock.json");
            Assert.DoesNotContain("://", text, StringComparison.Ordinal);
            var packages = JsonNode.Parse(text)!["dependencies"]!.AsObject().SelectMany(target => target.Value!.AsObject())
                .Where(package => (string?)package.Value!["type"] != "Project");
            Assert.All(packages, package =>
                Assert.True(package.Value!["contentHash"] is not null, $"{project}: {package.Key} has no hash."));
        }
    }

    [Theory]
    [InlineData("src/PayHooks.Cli", "linux-x64 linux-arm64 linux-musl-x64 win-x64 osx-arm64")]
    [InlineData("src/PayHooks.Functions", "linux-x64")]
    public void What_is_published_for_one_runtime_is_locked_too(string project, string runtimes)
    {
        var targets = JsonNode.Parse(Repository.Read($"{project}/packages.lock.json"))!["dependencies"]!.AsObject();

        Assert.All(runtimes.Split(' '), runtime => Assert.Contains($"net10.0/{runtime}", targets.Select(target => target.Key)));
    }
}
