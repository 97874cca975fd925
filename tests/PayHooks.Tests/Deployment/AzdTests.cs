using System.Text.Json.Nodes;
using PayHooks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace PayHooks.Tests.Deployment;

/// <summary>What the Azure Developer CLI reads. It is not run here: azure.yaml uses few members, and these are checked.</summary>
public sealed class AzdTests
{
    // From https://github.com/Azure/azure-dev/blob/main/schemas/v1.0/azure.yaml.json
    [Theory]
    [InlineData("", "src/PayHooks.Functions")]
    [InlineData("templates/content/payhooks-functions/", "src/PayHooks-App")]
    public void Azure_yaml_names_the_project_and_the_Bicep(string folder, string project)
    {
        var root = Load($"{folder}azure.yaml");
        Assert.Equal(["infra", "name", "services"], Keys(root));
        Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", (string)root["name"]!);

        var infra = (YamlMappingNode)root["infra"];
        Assert.Equal(("bicep", "infra", "main"), ((string)infra["provider"]!, (string)infra["path"]!, (string)infra["module"]!));
        var service = (YamlMappingNode)((YamlMappingNode)root["services"])["api"];
        Assert.Equal(["host", "language", "project"], Keys(service));
        Assert.Equal(
            ("function", "dotnet", project), ((string)service["host"]!, (string)service["language"]!, (string)service["project"]!));
        Assert.Single(Directory.EnumerateFiles(Repository.PathOf(folder + project), "*.csproj"));
    }

    [BicepFact]
    public void Its_parameters_deploy_what_the_manual_ones_do()
    {
        var plan = PlannedDeployment.With(Parameters("dev@example.com"));

        Assert.Equal(
            PlannedDeployment.Dev.Resources.Select(one => (string)one["type"]!).Distinct().Order(StringComparer.Ordinal),
            plan.Resources.Select(one => (string)one["type"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("chargily", plan.Settings["PayHooks__Sources__chargily__Provider"]);
        Assert.Equal(
            "@Microsoft.KeyVault(SecretUri=https://vault/secrets/payhooks-chargily-0)",
            plan.Settings["PayHooks__Sources__chargily__Secrets__0"]);

        // The person who deploys may set secrets.
        Assert.Contains(
            plan.Of("Microsoft.Authorization/roleAssignments"),
            role => (string?)role["properties"]!["principalId"] == "22222222-2222-2222-2222-222222222222");
    }

    [BicepFact]
    public void Azd_finds_the_environment_and_the_app_by_their_tags()
    {
        var plan = PlannedDeployment.With(Parameters("dev@example.com"));

        Assert.Equal(("dev", "api"), ((string?)plan.App["tags"]!["azd-env-name"], (string?)plan.App["tags"]!["azd-service-name"]));
        Assert.Equal("api", (string?)PlannedDeployment.Prod.App["tags"]!["azd-service-name"]);
        Assert.Equal("dev", (string?)plan.Of("Microsoft.KeyVault/vaults").Single()["tags"]!["azd-env-name"]);
        Assert.DoesNotContain(
            plan.Resources, one => one["type"]!.ToString() != "Microsoft.Web/sites" && one["tags"]?["azd-service-name"] is not null);
    }

    // azd puts an empty text for a variable that is not set.
    [BicepFact]
    public void An_address_for_alerts_that_is_not_set_is_refused()
    {
        var error = Assert.ThrowsAny<Exception>(() => PlannedDeployment.With(Parameters("")));

        Assert.Contains("azd env set PAYHOOKS_ALERT_EMAIL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_passes_through_the_environment()
    {
        var variables = Repository.Read("infra/main.parameters.json").Find(@"\$\{(?<it>\w+)\}").Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "PAYHOOKS_ALERT_EMAIL"], variables);
    }

    // As azd fills them in, in the language that the compiler reads.
    private static string Parameters(string alertEmail)
    {
        var text = Repository.Read("infra/main.parameters.json")
            .Replace("${AZURE_ENV_NAME}", "dev", StringComparison.Ordinal)
            .Replace("${AZURE_LOCATION}", "westeurope", StringComparison.Ordinal)
            .Replace("${AZURE_PRINCIPAL_ID}", "22222222-2222-2222-2222-222222222222", StringComparison.Ordinal)
            .Replace("${PAYHOOKS_ALERT_EMAIL}", alertEmail, StringComparison.Ordinal);
        var parameters = JsonNode.Parse(text)!["parameters"]!.AsObject();
        return "using 'main.bicep'\n"
            + string.Concat(parameters.Select(one => $"param {one.Key} = {Bicep(one.Value!["value"]!)}\n"));
    }

    private static string Bicep(JsonNode value) => value switch
    {
        JsonArray items => $"[\n{string.Concat(items.Select(item => $"{Bicep(item!)}\n"))}]",
        JsonObject members => $"{{\n{string.Concat(members.Select(one => $"{Name(one.Key)}: {Bicep(one.Value!)}\n"))}}}",
        _ => value.ToJsonString().Replace('"', '\''),
    };

    private static string Name(string key) => key.Contains('-', StringComparison.Ordinal) ? $"'{key}'" : key;

    private static IEnumerable<string> Keys(YamlMappingNode node) =>
        node.Children.Keys.Select(key => (string)key!).Order(StringComparer.Ordinal);

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Repository.Read(file));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }
}
