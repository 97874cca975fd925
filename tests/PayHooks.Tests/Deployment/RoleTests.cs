using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

/// <summary>Who may do what: exactly this, and nothing wider than one resource.</summary>
public sealed class RoleTests
{
    // The built-in roles' ids, from Microsoft's list; the same in every tenant.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["acdd72a7-3385-48ef-bd42-f606fba81ae7"] = "Reader",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
    };

    [BicepFact]
    public void The_app_gets_what_it_needs_on_one_resource_each_and_no_more() => Assert.Equal(
        [
            "components: Monitoring Metrics Publisher",
            "paydata: Storage Blob Data Contributor",
            "paydata: Storage Queue Data Contributor",
            "paydata: Storage Table Data Contributor",
            "payhost: Storage Blob Data Owner",
            "payhost: Storage Table Data Contributor",
            "vaults: Key Vault Secrets User",
        ],
        Assignments(PlannedDeployment.Prod).Select(one => $"{one.On}: {one.Role}").Order(StringComparer.Ordinal));

    [BicepFact]
    public void A_further_account_adds_one_role_on_it() => Assert.Equal(
        ["paykeys: Storage Table Data Contributor", "payqueu: Storage Queue Data Contributor"],
        Assignments(PlannedDeployment.Full).Select(one => $"{one.On}: {one.Role}")
            .Where(role => role.StartsWith("payk", StringComparison.Ordinal) || role.StartsWith("payq", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [BicepFact]
    public void People_get_a_role_on_the_vault_alone() => Assert.Equal(
        [("vaults", "Key Vault Secrets Officer")],
        Assignments(PlannedDeployment.Full).Where(one => one.Principal == "22222222-2222-2222-2222-222222222222")
            .Select(one => (one.On, one.Role)));

    // Those of the default scheme; the current secret alone. Reader makes the subscription visible, and no secret's value.
    [BicepFact]
    public void The_smoke_test_reads_the_secrets_of_the_sources_that_it_sends_to_and_no_other() => Assert.Equal(
        [
            "payhooks-a-0-0: Key Vault Secrets User", "payhooks-a-0-0: Reader",
            "payhooks-a-0: Key Vault Secrets User", "payhooks-a-0: Reader",
            "payhooks-gateway-0: Key Vault Secrets User", "payhooks-gateway-0: Reader",
        ],
        Assignments(PlannedDeployment.Full).Where(one => one.Principal == "33333333-3333-3333-3333-333333333333")
            .Select(one => $"{one.On}: {one.Role}").Order(StringComparer.Ordinal));

    // The app says in its own words which role is missing.
    [BicepFact]
    public void The_roles_that_the_code_names_are_assigned_where_it_needs_them()
    {
        var named = Repository.Read("src/PayHooks.AzureStorage/StorageInitializer.cs").Find(@"""(?<it>Storage [A-Za-z ]+)""").Distinct()
            .ToArray();
        Assert.Equal(3, named.Length);
        Assert.Equal(named.Order(StringComparer.Ordinal),
            Assignments(PlannedDeployment.Prod).Where(one => one.On == "paydata").Select(one => one.Role).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string On, string Role, string Principal)> Assignments(PlannedDeployment plan) =>
        plan.Of("Microsoft.Authorization/roleAssignments").Select(one =>
    {
        var scope = ((string)one["id"]!).Split("/providers/Microsoft.Authorization/")[0].Split('/');
        var role = ((string)one["properties"]!["roleDefinitionId"]!).Split('/')[^1];
        return (scope[^2] switch { "storageAccounts" => scope[^1][..7], "secrets" => scope[^1], var type => type }, Names[role],
            (string)one["properties"]!["principalId"]!);
    });
}
