using System.Xml.Linq;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

/// <summary>What the Azure half is made of: its packages, its files at the root, its functions.</summary>
public sealed class FunctionsAppTests
{
    [Theory]
    [InlineData("src/PayHooks.Functions", "Microsoft.Azure.Functions.Worker")]
    [InlineData("src/PayHooks.Functions", "Microsoft.Azure.Functions.Worker.Extensions.Http")]
    [InlineData("src/PayHooks.AzureFunctions", "Microsoft.Azure.Functions.Worker")]
    [InlineData("src/PayHooks.AzureFunctions", "Microsoft.Azure.Functions.Worker.Extensions.Http")]
    [InlineData("src/PayHooks.AzureStorage", "Azure.Storage.Queues")]
    [InlineData("src/PayHooks.AzureStorage", "Azure.Data.Tables")]
    [InlineData("tests/PayHooks.Tests", "xunit")]
    [InlineData("tests/PayHooks.Tests", "Moq")]
    public void A_project_references_its_package_directly(string project, string package) => Assert.Contains(
        package, Project(project).Descendants("PackageReference").Select(reference => (string?)reference.Attribute("Include")));

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("infra")]
    [InlineData("host.json")]
    [InlineData("local.settings.sample.json")]
    [InlineData("azure-pipelines.yml")]
    [InlineData("azure.yaml")]
    [InlineData("samples")]
    [InlineData("templates")]
    [InlineData("README.md")]
    public void The_root_holds(string name) => Assert.True(Repository.Has(name), $"{name} is not at the root.");

    [Fact]
    public void The_app_is_an_isolated_worker()
    {
        var app = Project("src/PayHooks.Functions");
        Assert.Equal(("Exe", "v4"),
            (app.Descendants("OutputType").Single().Value, app.Descendants("AzureFunctionsVersion").Single().Value));
        Assert.Contains("\"FUNCTIONS_WORKER_RUNTIME\": \"dotnet-isolated\"", Repository.Read("local.settings.sample.json"),
            StringComparison.Ordinal);
        Assert.Equal(["Program.cs"],
            Directory.EnumerateFiles(Repository.PathOf("src/PayHooks.Functions"), "*.cs").Select(Path.GetFileName));
    }

    private static XDocument Project(string folder) => XDocument.Load(Repository.PathOf($"{folder}/{Path.GetFileName(folder)}.csproj"));
}
