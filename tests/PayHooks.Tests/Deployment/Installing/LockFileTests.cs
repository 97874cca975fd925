using System.Text.Json.Nodes;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>npm installs what a lock file says: each package in one version, and with the hash of its content.</summary>
public sealed class LockFileTests
{
    [Fact]
    public void Every_list_of_npm_packages_has_its_lock_file()
    {
        var manifests = Repository.Files("package.json").ToArray();
        Assert.Contains("tests/tools/package.json", manifests);
        Assert.All(manifests, file =>
        {
            var manifest = JsonNode.Parse(Repository.Read(file))!;
            var lockFile = file.Replace("package.json", "package-lock.json", StringComparison.Ordinal);
            var locked = JsonNode.Parse(Repository.Read(lockFile))!["packages"]!.AsObject();
            Assert.Equal(manifest["dependencies"]!.ToJsonString(), locked[""]!["dependencies"]!.ToJsonString());
            Assert.All(manifest["dependencies"]!.AsObject(), one =>
                Assert.Equal((string?)one.Value, (string?)locked[$"node_modules/{one.Key}"]!["version"]));
            Assert.All(locked.Where(one => one.Key.Length > 0), one =>
            {
                Assert.StartsWith("sha512-", (string?)one.Value!["integrity"], StringComparison.Ordinal);

                // npm asks the registry that is configured; an address here would be that of one machine.
                Assert.Null(one.Value["resolved"]);
            });
        });
    }
}
