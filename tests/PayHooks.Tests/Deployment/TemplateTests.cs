using System.Text.Json.Nodes;
using System.Xml.Linq;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Deployment;

/// <summary>The templates of `dotnet new`, as far as no build is needed; .ci/templates installs, builds and runs them.</summary>
public sealed class TemplateTests
{
    private const string Folder = "templates/content/";

    [Theory]
    [InlineData("payhooks-functions")]
    [InlineData("payhooks-web")]
    public void A_template_has_what_a_team_expects(string name)
    {
        var template = JsonNode.Parse(Repository.Read($"{Folder}{name}/.template.config/template.json"))!;
        Assert.Equal((name, "PayHooks-App"), ((string?)template["shortName"], (string?)template["sourceName"]));
        Assert.All(
            [
                "src/PayHooks-App/LogPayment.cs", "tests/PayHooks-App.Tests/LogPaymentTests.cs", "requests.http", ".gitignore",
                ".devcontainer/devcontainer.json", ".vscode/launch.json", ".vscode/tasks.json", ".github/workflows/ci.yml",
                "azure-pipelines.yml", "README.md",
            ],
            file => Assert.True(Repository.Has($"{Folder}{name}/{file}"), $"{name} has no {file}."));
    }

    [Fact]
    public void Its_packages_have_the_versions_of_the_repository()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(one => one.Attribute("Include")!.Value, one => one.Attribute("Version")!.Value);
        var references = Repository.Files("*.csproj").Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
            .SelectMany(file => XDocument.Parse(Repository.Read(file)).Descendants("PackageReference")).ToArray();

        Assert.True(references.Length > 10);
        Assert.All(references, one =>
        {
            var package = one.Attribute("Include")!.Value;
            var own = package.StartsWith("PayHooks.", StringComparison.Ordinal);
            Assert.Equal(own ? "$(PayHooksVersion)" : versions[package], one.Attribute("Version")!.Value);
        });
    }

    [Fact]
    public void Its_actions_are_those_of_the_repository()
    {
        var known = Repository.Read(".github/workflows/ci.yml").Find("uses: (?<it>.+)$");
        Assert.All(["payhooks-functions", "payhooks-web"], name => Assert.Empty(
            Repository.Read($"{Folder}{name}/.github/workflows/ci.yml").Find("uses: (?<it>.+)$").Except(known)));
    }

    // Each template is a complete app, so both have their own copy.
    [Fact]
    public void Both_have_the_same_handler_tests_and_pipelines() => Assert.All(
        [
            "src/PayHooks-App/LogPayment.cs", "tests/PayHooks-App.Tests/LogPaymentTests.cs",
            "tests/PayHooks-App.Tests/PayHooks-App.Tests.csproj", "PayHooks-App.slnx", "Directory.Build.props", "requests.http",
            ".github/workflows/ci.yml", "azure-pipelines.yml",
        ],
        file => Assert.Equal(Repository.Read($"{Folder}payhooks-functions/{file}"), Repository.Read($"{Folder}payhooks-web/{file}")));

    [Fact]
    public void Secrets_and_local_settings_stay_out_of_Git()
    {
        var ignored = Repository.Read($"{Folder}payhooks-functions/.gitignore").Split('\n');
        Assert.Contains(".azure/", ignored);
        Assert.Contains("local.settings.json", ignored);
        Assert.Contains("payhooks-data/", Repository.Read($"{Folder}payhooks-web/.gitignore").Split('\n'));
    }

    [Fact]
    public void The_delivery_of_the_request_file_is_signed_with_the_secret_of_the_sample_settings()
    {
        var text = Repository.Read($"{Folder}payhooks-web/requests.http").ReplaceLineEndings("\n");
        var secrets = new[]
        {
            (string)JsonNode.Parse(Repository.Read($"{Folder}payhooks-web/src/PayHooks-App/appsettings.Development.json"))!
                ["PayHooks"]!["Sources"]!["chargily"]!["Secrets"]![0]!,
            (string)JsonNode.Parse(Repository.Read($"{Folder}payhooks-functions/src/PayHooks-App/local.settings.sample.json"))!
                ["Values"]!["PayHooks__Sources__chargily__Secrets__0"]!,
        };

        var headers = new Dictionary<string, string> { ["signature"] = text.Find("^signature: (?<it>.+)$")[0] };
        var body = System.Text.Encoding.UTF8.GetBytes(text.Find(@"^\{""id"".+$")[0]);
        Assert.All(secrets, secret => Assert.True(WebhookVerifier.Create("chargily", secret).Verify(body, headers).IsGenuine));
    }
}
