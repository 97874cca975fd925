using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Deployment;

/// <summary>
/// The Bicep and the code have to agree, and Azure says nothing when they do not: a queue that nobody reads, a setting that
/// nobody knows.
/// </summary>
public sealed class BicepTests
{
    private const string Clients = "src/PayHooks.AzureStorage/AzureStoreClients.cs";
    private const string Connection = "src/PayHooks.AzureStorage/AzureStoreConnection.cs";

    [BicepFact]
    public void Queues_tables_and_containers_are_those_of_the_code()
    {
        // The second is the first with the platform's own suffix.
        Assert.Equal(["QueueName", "PoisonQueueName"], Repository.Read(Clients).Find(@"const string (?<it>\w*QueueName) ="));
        var queue = Constant(Clients, "QueueName");
        Assert.Equal([queue, $"{queue}-poison"], PlannedDeployment.Dev.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues"));
        Assert.Equal(
            Repository.Read(Clients).Find(@"const string \w+Table = ""(?<it>[^""]+)"";").Order(StringComparer.Ordinal),
            PlannedDeployment.Dev.NamesOf("Microsoft.Storage/storageAccounts/tableServices/tables").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["app-package", .. Repository.Read(Clients).Find(@"const string \w+Container = ""(?<it>[^""]+)"";")],
            PlannedDeployment.Dev.NamesOf("Microsoft.Storage/storageAccounts/blobServices/containers"));
    }

    [BicepFact]
    public void Each_further_queue_is_made_read_and_always_ready()
    {
        Assert.Equal(
            [
                "webhook-events", "webhook-events-poison", "webhook-events-1", "webhook-events-1-poison", "webhook-events-2",
                "webhook-events-2-poison",
            ],
            PlannedDeployment.Full.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues"));
        Assert.Equal("3", PlannedDeployment.Full.Settings["PayHooks__Queues"]);
        Assert.Equal(
            [("http", 2), ("function:ProcessEvent", 2), ("function:ProcessEvent1", 2), ("function:ProcessEvent2", 2)],
            Config(PlannedDeployment.Full)["scaleAndConcurrency"]!["alwaysReady"]!.AsArray()
                .Select(one => ((string)one!["name"]!, (int)one["instanceCount"]!)));
    }

    [BicepFact]
    public void The_apps_settings_are_those_that_the_code_reads()
    {
        foreach (var plan in (PlannedDeployment[])[PlannedDeployment.Dev, PlannedDeployment.Prod, PlannedDeployment.Full])
        {
            var options = SettingsReader.Read(Configuration(plan.Settings), new ProviderRegistry());

            // As the code sees them before anybody has set the secrets: those sources answer 503, and the app runs.
            Assert.All(options.Errors, problem => Assert.Equal("is a Key Vault reference that was not resolved", problem.Message));
            Assert.NotEmpty(options.Sources);
            Assert.Equal(options.Sources.Sum(source => source.Secrets.Count), options.Errors.Count(problem => problem.Source is not null));
        }
    }

    [BicepFact]
    public void Sign_in_is_off_unless_asked_for_and_then_lets_webhooks_through_and_sends_the_app_the_roles()
    {
        Assert.Null(PlannedDeployment.Dev.Config("authsettingsV2"));
        Assert.DoesNotContain("PayHooks__SignIn", PlannedDeployment.Dev.Settings.Keys);
        Assert.DoesNotContain("PayHooks__AdminKey", PlannedDeployment.Dev.Settings.Keys);

        var properties = PlannedDeployment.Full.Config("authsettingsV2")!["properties"]!;
        Assert.True((bool)properties["platform"]!["enabled"]!);
        Assert.Equal("AllowAnonymous", (string?)properties["globalValidation"]!["unauthenticatedClientAction"]);
        Assert.False((bool)properties["globalValidation"]!["requireAuthentication"]!);
        Assert.False((bool)properties["login"]!["tokenStore"]!["enabled"]!);
        var provider = Assert.Single(properties["identityProviders"]!.AsObject());
        Assert.Equal("azureActiveDirectory", provider.Key);
        Assert.Equal("44444444-4444-4444-4444-444444444444", (string?)provider.Value!["registration"]!["clientId"]);
        Assert.Contains("/v2.0", (string?)provider.Value!["registration"]!["openIdIssuer"], StringComparison.Ordinal);
        Assert.Equal("true", PlannedDeployment.Full.Settings["PayHooks__SignIn"]);
        Assert.Equal("@Microsoft.KeyVault(SecretUri=https://vault/secrets/payhooks-admin)", PlannedDeployment.Full.Settings["PayHooks__AdminKey"]);
    }

    [Fact]
    public void The_app_roles_are_the_rights_of_the_API()
    {
        var roles = JsonNode.Parse(Repository.Read("infra/app-roles.json"))!.AsArray();

        Assert.Equal(
            Enum.GetNames<PayHooks.AspNetCore.ApiRight>().Select(SnakeCaseOf), roles.Select(role => (string?)role!["value"]));
        Assert.Equal(roles.Count, roles.Select(role => Guid.Parse((string)role!["id"]!)).Distinct().Count());

        static string SnakeCaseOf(string name) => name.ToLowerInvariant();
    }

    [BicepFact]
    public void Every_option_of_a_source_reaches_the_code()
    {
        var resolved =
            PlannedDeployment.Full.Settings.ToDictionary(setting => setting.Key, setting =>
            Resolved(setting.Value), StringComparer.Ordinal);
        var options = SettingsReader.Read(Configuration(resolved), new ProviderRegistry());

        Assert.Empty(options.Errors);
        var sources = options.Sources.ToDictionary(source => source.Name);
        Assert.Equal(("portone", 2, TimeSpan.FromDays(1)), (sources["a"].Provider, sources["a"].Secrets.Count, sources["a"].SilenceAfter));
        Assert.Equal(["payout", "refund"], sources["a"].AcceptUnsigned.Order());
        Assert.Equal(("xanpay", 1, null), (sources["a_0"].Provider, sources["a_0"].Secrets.Count, sources["a_0"].SilenceAfter));
        Assert.Equal(("X-Sign", "sha512", "X-Time", TimeSpan.FromMinutes(10)),
            (sources["gateway"].Header, sources["gateway"].Algorithm, sources["gateway"].TimestampHeader, sources["gateway"].Tolerance));

        // What a provider's words may hold, a setting's name may not.
        Assert.All(resolved.Keys, name => Assert.Matches("^[A-Za-z0-9_.]+$", name));
        Assert.Equal("https://shop.example/webhooks/square", (string?)Assert.Single(sources["square"].Scheme).Members["url"]);
        var catalog = new SourceCatalog(options, new ProviderRegistry());
        Assert.Equal(EventTypes.RefundSucceeded,
            catalog.Find("shop_dz")!.Provider!.Read("""{"type":"checkout.refunded|full"}"""u8.ToArray()).Type);
        Assert.Equal(EventTypes.PaymentFailed, catalog.Find("acme")!.Provider!.Read("""{"type":"charge.failed"}"""u8.ToArray()).Type);
        Assert.Equal(["https://shop.example/payments", "https://ledger.example/events"], options.Forwards.Select(one => one.Url.ToString()));
        Assert.Equal("forward-1", options.Forwards[1].Name);
        Assert.Equal(["a"], options.Forwards[1].Sources);
        Assert.Equal(["payment.*", "refund.*"], options.Forwards[1].Types);
        Assert.Equal(
            [(0, NotificationFormat.Teams), (2, NotificationFormat.Webhook)],
            options.Notifications.Select(target => (target.Number, target.Format)));
        Assert.Equal((TimeSpan.FromDays(60), 1), (options.Retention, options.RetryDelays.Count));
    }

    [BicepFact]
    public void No_two_secrets_share_a_name_in_the_vault()
    {
        var names = PlannedDeployment.Full.Settings.Values.SelectMany(SecretNames).ToArray();
        Assert.Equal(
            [
                "payhooks-0-notifications", "payhooks-1-forward", "payhooks-2-notifications", "payhooks-2-notifications-key",
                "payhooks-a-0", "payhooks-a-0-0", "payhooks-a-1", "payhooks-acme-0", "payhooks-admin", "payhooks-forward",
                "payhooks-gateway-0", "payhooks-gateway-1", "payhooks-gateway-2", "payhooks-shop-dz-0", "payhooks-square-0",
            ],
            names.Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Matches("^[0-9a-zA-Z-]{1,127}$", name));
    }

    [BicepFact]
    public void The_storage_settings_are_those_that_code_and_host_read()
    {
        var settings = PlannedDeployment.Prod.Settings;
        foreach (var service in (string[])["blob", "queue", "table"])
        {
            Assert.Contains($"{Constant(Connection, "OwnSetting")}__{service}ServiceUri", settings.Keys);
        }

        foreach (var name in (string[])[Constant(Connection, "OwnSetting"), Constant(Connection, "HostSetting")])
        {
            Assert.Equal("managedidentity", settings[$"{name}__credential"]);
            Assert.Contains($"{name}__clientId", settings.Keys);
            Assert.DoesNotContain(name, settings.Keys);
        }
    }

    [BicepFact]
    public void The_other_settings_are_those_of_the_platform_and_agree_with_the_sample()
    {
        var settings = PlannedDeployment.Prod.Settings;
        var sample = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!;
        Assert.Equal((string?)sample["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"]);
        Assert.Contains("Authorization=AAD;ClientId=", settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], StringComparison.Ordinal);
        var insights = Repository.Read("src/PayHooks.AzureFunctions/Hosting/ApplicationInsights.cs");
        Assert.All(settings.Keys.Where(name => name.StartsWith("APPLICATIONINSIGHTS_", StringComparison.Ordinal)), name =>
            Assert.Contains($"\"{name}\"", insights, StringComparison.Ordinal));

        // functionAppConfig says it on this plan; the platform refuses both.
        Assert.DoesNotContain(settings.Keys, name =>
            name is "FUNCTIONS_WORKER_RUNTIME" or "FUNCTIONS_EXTENSION_VERSION" || name.StartsWith("WEBSITE_", StringComparison.Ordinal));
        Assert.Equal("dotnet-isolated", (string?)sample["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal(("dotnet-isolated", "10.0"),
            ((string?)Config(PlannedDeployment.Prod)["runtime"]!["name"], (string?)Config(PlannedDeployment.Prod)["runtime"]!["version"]));
    }

    [BicepFact]
    public void Prod_is_always_ready_for_the_webhook_and_for_the_queue_and_dev_sleeps()
    {
        var ready = Config(PlannedDeployment.Prod)["scaleAndConcurrency"]!["alwaysReady"]!.AsArray();
        Assert.Equal([("http", 1), ("function:ProcessEvent", 1)], ready.Select(one => ((string)one!["name"]!, (int)one["instanceCount"]!)));
        Assert.True(Repository.Has("src/PayHooks.AzureFunctions/ProcessEvent.cs"));
        Assert.Empty(Config(PlannedDeployment.Dev)["scaleAndConcurrency"]!["alwaysReady"]!.AsArray());
        Assert.All((PlannedDeployment[])[PlannedDeployment.Dev, PlannedDeployment.Prod], plan =>
            Assert.Equal(512, (int)Config(plan)["scaleAndConcurrency"]!["instanceMemoryMB"]!));
        Assert.Equal([true, false],
            ((PlannedDeployment[])[PlannedDeployment.Prod, PlannedDeployment.Dev])
            .Select(plan => (bool)plan.Of("Microsoft.Web/serverfarms").Single()["properties"]!["zoneRedundant"]!));
        Assert.All(PlannedDeployment.Prod.Of("Microsoft.Storage/storageAccounts"), account =>
            Assert.Equal("Standard_ZRS", (string?)account["sku"]!["name"]));
    }

    [BicepFact]
    public void Nothing_can_be_entered_by_a_key_or_a_password()
    {
        foreach (var plan in (PlannedDeployment[])[PlannedDeployment.Dev, PlannedDeployment.Prod, PlannedDeployment.Full])
        {
            Assert.All(plan.Of("Microsoft.Storage/storageAccounts"), account => Assert.Equal(
                (false, false, true, "TLS1_2"),
                ((bool)account["properties"]!["allowSharedKeyAccess"]!, (bool)account["properties"]!["allowBlobPublicAccess"]!,
                    (bool)account["properties"]!["supportsHttpsTrafficOnly"]!, (string)account["properties"]!["minimumTlsVersion"]!)));
            Assert.Equal(["ftp", "scm"], plan.NamesOf("Microsoft.Web/sites/basicPublishingCredentialsPolicies"));
            Assert.All(plan.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies"), policy =>
                Assert.False((bool)policy["properties"]!["allow"]!));
            Assert.Equal((true, "1.2"),
                ((bool)plan.App["properties"]!["httpsOnly"]!, (string)plan.App["properties"]!["siteConfig"]!["minTlsVersion"]!));
            Assert.True((bool)plan.Of("Microsoft.Insights/components").Single()["properties"]!["DisableLocalAuth"]!);
            Assert.True((bool)plan.Of("Microsoft.KeyVault/vaults").Single()["properties"]!["enableRbacAuthorization"]!);
        }
    }

    [BicepFact]
    public void A_private_network_leads_to_every_service_that_the_app_uses_and_closes_the_others_way()
    {
        var plan = PlannedDeployment.Full;
        Assert.All(plan.Of("Microsoft.Storage/storageAccounts"), account =>
            Assert.Equal("Disabled", (string?)account["properties"]!["publicNetworkAccess"]));
        Assert.Equal("Disabled",
            (string?)PlannedDeployment.Prod.Of("Microsoft.KeyVault/vaults").Single()["properties"]!["publicNetworkAccess"]);
        var endpoints = plan.NamesOf("Microsoft.Network/privateEndpoints").ToArray();
        foreach (var (prefix, account) in ((string, string)[])
            [
                ("AzureWebJobsStorage__", "host"), ("PayHooksStorage__", "data"), ("PayHooksQueueStorage__", "queues"),
                ("PayHooksKeyStorage__", "keys"),
            ])
        {
            var services =
                plan.Settings.Keys.Where(name =>
                name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith("ServiceUri", StringComparison.Ordinal))
                .Select(name => name[prefix.Length..^10]).ToArray();
            Assert.NotEmpty(services);
            Assert.All(services, service =>
                Assert.Contains(endpoints, name => name.EndsWith($"-{account}-{service}", StringComparison.Ordinal)));
        }

        Assert.Contains(endpoints, name => name.EndsWith("-vault", StringComparison.Ordinal));
        Assert.Equal(endpoints.Length, plan.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Contains("Microsoft.App/environments", plan.Of("Microsoft.Network/virtualNetworks").Single().ToJsonString(),
            StringComparison.Ordinal);
        Assert.Empty(PlannedDeployment.Dev.Of("Microsoft.Network/virtualNetworks"));
    }

    [BicepFact]
    public void Ranges_fence_the_app_and_operators_reach_a_closed_vault()
    {
        var site = PlannedDeployment.Full.App["properties"]!["siteConfig"]!;
        Assert.Equal(("Deny", "192.0.2.0/24"),
            ((string?)site["ipSecurityRestrictionsDefaultAction"],
            (string?)site["ipSecurityRestrictions"]!.AsArray()[0]!["ipAddress"]));
        Assert.Equal("Allow", (string?)PlannedDeployment.Prod.App["properties"]!["siteConfig"]!["ipSecurityRestrictionsDefaultAction"]);
        var vault = PlannedDeployment.Full.Of("Microsoft.KeyVault/vaults").Single()["properties"]!;
        Assert.Equal(("Enabled", "Deny", "198.51.100.7/32"),
            ((string?)vault["publicNetworkAccess"], (string?)vault["networkAcls"]!["defaultAction"],
            (string?)vault["networkAcls"]!["ipRules"]!.AsArray().Single()!["value"]));
    }

    // A safety net behind the app's own pruning: later than it, on days' bodies alone, and an erased body has to be gone.
    [BicepFact]
    public void The_one_rule_of_storage_deletes_the_bodies_of_days_14_days_after_the_app_does()
    {
        Assert.Equal("yyyyMMdd", Constant("src/PayHooks.AzureStorage/DayTable.cs", "DateFormat"));
        Assert.Equal("kept/", Constant("src/PayHooks.AzureStorage/AzureBodyStore.cs", "Kept"));
        foreach (var (plan, days) in ((PlannedDeployment, int)[])[(PlannedDeployment.Dev, 35), (PlannedDeployment.Full, 60)])
        {
            Assert.Equal($"{days}.00:00:00", plan.Settings["PayHooks__Retention"]);
            var policy = plan.Of("Microsoft.Storage/storageAccounts/managementPolicies").Single();
            var rule = policy["properties"]!["policy"]!["rules"]!.AsArray().Single()!["definition"]!;
            Assert.Equal($"{Constant(Clients, "BodiesContainer")}/20", (string?)rule["filters"]!["prefixMatch"]!.AsArray().Single());
            Assert.Equal(["baseBlob"], rule["actions"]!.AsObject().Select(action => action.Key));
            Assert.Equal(
                $$$"""{"delete":{"daysAfterModificationGreaterThan":{{{days + 14}}}}}""", rule["actions"]!["baseBlob"]!.ToJsonString());
            var account = Account(plan, "paydata");
            Assert.Equal($"{account["name"]}/default", (string?)policy["name"]);
            Assert.Equal("AzureServices", (string?)account["properties"]!["networkAcls"]!["bypass"]);
        }

        var blobs = PlannedDeployment.Full.Of("Microsoft.Storage/storageAccounts/blobServices")
            .Single(one => one["properties"] is not null);
        Assert.False((bool)blobs["properties"]!["deleteRetentionPolicy"]!["enabled"]!);
    }

    [BicepFact]
    public void Queues_and_keys_can_have_accounts_of_their_own()
    {
        var plan = PlannedDeployment.Full;
        Assert.All(Names("queueServices/queues"), name => Assert.StartsWith("payqueue", name, StringComparison.Ordinal));
        Assert.Equal(
            [Constant(Clients, "KeysTable")],
            Names("tableServices/tables").Where(name => name.StartsWith("paykeys", StringComparison.Ordinal))
                .Select(name => name.Split('/')[^1]));
        Assert.DoesNotContain(
            Names("tableServices/tables"),
            name => name.StartsWith("paydata", StringComparison.Ordinal)
                && name.EndsWith(Constant(Clients, "KeysTable"), StringComparison.Ordinal));
        Assert.Contains("/payqueue", plan.Settings[$"{Constant(Connection, "QueueSetting")}__queueServiceUri"], StringComparison.Ordinal);
        Assert.Contains("/paykeys", plan.Settings[$"{Constant(Connection, "KeySetting")}__tableServiceUri"], StringComparison.Ordinal);
        Assert.All((string[])["QueueSetting", "KeySetting"], setting =>
            Assert.Equal("managedidentity", plan.Settings[$"{Constant(Connection, setting)}__credential"]));
        Assert.Equal(
            ["paydata", "paykeys", "payqueu"],
            plan.Of("Microsoft.Insights/metricAlerts").Select(alert => (string)alert["properties"]!["scopes"]!.AsArray()[0]!)
                .Where(scope => scope.Contains("/storageAccounts/", StringComparison.Ordinal))
                .Select(scope => scope.Split('/')[^1][..7]).Order(StringComparer.Ordinal));
        Assert.Equal(2, PlannedDeployment.Prod.Of("Microsoft.Storage/storageAccounts").Count());

        IEnumerable<string> Names(string type) =>
            plan.Of($"Microsoft.Storage/storageAccounts/{type}").Select(one => (string)one["name"]!);
    }

    [BicepFact]
    public void Events_can_be_copied_to_another_region_and_their_accounts_kept_from_deletion()
    {
        Assert.Equal(
            ["paydata: Standard_GRS", "payhost: Standard_LRS", "paykeys: Standard_GRS", "payqueu: Standard_GRS"],
            PlannedDeployment.Full.Of("Microsoft.Storage/storageAccounts")
                .Select(account => $"{((string)account["name"]!)[..7]}: {account["sku"]!["name"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["paydata", "paykeys", "payqueu"], Locked(PlannedDeployment.Full));
        Assert.Equal(["paydata"], Locked(PlannedDeployment.Prod));
        Assert.Empty(Locked(PlannedDeployment.Dev));

        static IEnumerable<string> Locked(PlannedDeployment plan) => plan.Of("Microsoft.Authorization/locks")
            .Where(one => (string?)one["properties"]!["level"] == "CanNotDelete")
            .Select(one => AccountOf(one)).Order(StringComparer.Ordinal);
    }

    [BicepFact]
    public void Deletes_are_logged_and_every_request_on_demand()
    {
        string[] all = ["StorageRead", "StorageWrite", "StorageDelete"];
        Assert.Equal(
            [("paydata blobServices", ["StorageDelete"]), ("paydata tableServices", ["StorageDelete"])],
            Logs(PlannedDeployment.Prod));
        Assert.Equal(
            [
                ("paydata blobServices", all), ("paydata queueServices", all), ("paydata tableServices", all),
                ("paykeys tableServices", all), ("payqueu queueServices", all),
            ],
            Logs(PlannedDeployment.Full));

        static IEnumerable<(string, string[])> Logs(PlannedDeployment plan) => plan.Of("Microsoft.Insights/diagnosticSettings")
            .Where(one => ((string)one["id"]!).Contains("/storageAccounts/", StringComparison.Ordinal))
            .Select(one => ($"{AccountOf(one)} {((string)one["id"]!).Find("/(?<it>[a-z]+Services)/").Single()}",
                one["properties"]!["logs"]!.AsArray().Select(log => (string)log!["category"]!).ToArray()))
            .OrderBy(one => one.Item1, StringComparer.Ordinal);
    }

    // The rule of storage would not know of it, and could delete bodies that the app still keeps.
    [BicepFact]
    public void A_retention_beside_its_parameter_is_refused()
    {
        var error = Assert.ThrowsAny<Exception>(() => PlannedDeployment.With("""
            using 'main.bicep'

            param environmentName = 'full'
            param alertEmails = ['somebody@example.com']
            param runbookUrl = 'https://example.com/RUNBOOK.md#'
            param sources = [{ name: 'a', provider: 'portone', secrets: 1 }]
            param settings = { PayHooks__Retention: '60.00:00:00' }
            """));

        Assert.Contains("Set retentionDays instead of PayHooks__Retention", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_providers_are_those_of_the_registry()
    {
        var known = Repository.Read("infra/modules/sources.bicep").Find("provider: (?<it>'.+')").Single()
            .Split('|', StringSplitOptions.TrimEntries).Select(name => name.Trim('\''));
        Assert.Equal(new ProviderRegistry().All.Select(provider => provider.Name).Order(StringComparer.Ordinal),
            known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_template_asks_for_or_gives_away_a_secret()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotMatch(@"list(Keys|Secrets|AccountSas|ServiceSas)|@secure|AccountKey=|SharedAccess", text);
        }
    }

    private static JsonNode Account(PlannedDeployment plan, string name) => plan.Of("Microsoft.Storage/storageAccounts")
        .Single(account => ((string)account["name"]!).StartsWith(name, StringComparison.Ordinal));

    private static string AccountOf(JsonNode resource) =>
        ((string)resource["id"]!).Find("/storageAccounts/(?<it>[a-z]{7})").Single();

    private static JsonNode Config(PlannedDeployment plan) => plan.App["properties"]!["functionAppConfig"]!;

    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            settings.Select(setting =>
            KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();

    private static string Resolved(string value) => SecretNames(value) is [{ } name]
        ? name is "payhooks-forward" or "payhooks-1-forward" or "payhooks-2-notifications-key" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            : name.EndsWith("-notifications", StringComparison.Ordinal) ? $"https://resolved.example/{name}"
            : $"user:resolved-{name}"
        : value;

    private static string[] SecretNames(string setting) =>
        setting.Find(@"^@Microsoft\.KeyVault\(SecretUri=https://vault/secrets/(?<it>.+)\)$");

    private static string Constant(string file, string name) =>
        Repository.Read(file).Find($@"const string {name} = ""(?<it>[^""]+)"";").Single();
}
