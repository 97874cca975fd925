using System.Text.Json.Nodes;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment;

/// <summary>
/// What a parameter file would deploy: every resource with its properties, evaluated by the compiler as far as it can be
/// without Azure (<c>bicep snapshot</c>).
/// </summary>
internal sealed class PlannedDeployment
{
    private static readonly Lazy<PlannedDeployment> LazyDev = new(() => new PlannedDeployment("dev", null));
    private static readonly Lazy<PlannedDeployment> LazyProd = new(() => new PlannedDeployment("prod", null));

    // Whatever the two files leave out.
    private static readonly Lazy<PlannedDeployment> LazyFull = new(() => new PlannedDeployment("full", """
        using 'main.bicep'

        param environmentName = 'full'
        param alertEmails = ['somebody@example.com']
        param runbookUrl = 'https://example.com/RUNBOOK.md#'
        param sources = [
          { name: 'a', provider: 'portone', secrets: 2, silenceAfter: '1.00:00:00', acceptUnsigned: ['refund', 'payout'] }
          { name: 'a_0', provider: 'xanpay', secrets: 1 }
          { name: 'gateway', provider: 'x-signature', secrets: 3, options: { Header: 'X-Sign', Algorithm: 'sha512', TimestampHeader: 'X-Time', Tolerance: '00:10:00' } }
          { name: 'square', provider: 'square', secrets: 1, scheme: { url: 'https://shop.example/webhooks/square' } }
          { name: 'shop_dz', provider: 'chargily', secrets: 1, scheme: { event: { types: { 'checkout.refunded|full': 'refund.succeeded' } } } }
          { name: 'acme', provider: 'custom', secrets: 1, scheme: loadJsonContent('scheme.example.json') }
        ]
        param forwardUrl = 'https://shop.example/payments'
        param forwardTargets = [
          { number: 1, url: 'https://ledger.example/events', sources: ['a'], types: ['payment.*', 'refund.*'] }
        ]
        param notifications = [{ number: 0, format: 'teams' }, { number: 2, format: 'webhook' }]
        param retentionDays = 60
        param settings = { PayHooks__Retry__Delays__0: '00:01:00' }
        param geoRedundant = true
        param separateQueueAccount = true
        param separateKeyAccount = true
        param deleteLock = true
        param storageLogs = 'all'
        param queues = 3
        param alwaysReadyInstances = 2
        param allowedIpRanges = ['192.0.2.0/24']
        param entraClientId = '44444444-4444-4444-4444-444444444444'
        param machineKey = true
        param operatorIpRanges = ['198.51.100.7/32']
        param availabilityTest = true
        param siteUpdateStrategy = 'RollingUpdate'
        param alertWebhooks = [
          { name: 'pager', url: 'https://pager.example/alerts' }
          {
            name: 'own'
            url: 'https://own.example/alerts'
            entraObjectId: '55555555-5555-5555-5555-555555555555'
            entraIdentifierUri: 'api://own'
          }
        ]
        param privateNetwork = true
        param secretOfficers = ['22222222-2222-2222-2222-222222222222']
        param smokeTestPrincipalId = '33333333-3333-3333-3333-333333333333'
        """));

    private PlannedDeployment(string name, string? parameters)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories)
            .Append(Repository.PathOf("infra/bicepconfig.json")))
        {
            var copy = Path.Combine(folder.Path, Path.GetRelativePath(Repository.PathOf("infra"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        if (parameters is not null)
        {
            File.Copy(Repository.PathOf("docs/scheme.example.json"), Path.Combine(folder.Path, "scheme.example.json"));
            File.WriteAllText(Path.Combine(folder.Path, $"{name}.bicepparam"), parameters);
        }

        BicepCompiler.Run(
            folder.Path, "snapshot", $"{name}.bicepparam", "--mode", "overwrite", "--location", "westeurope",
            "--subscription-id", "11111111-1111-1111-1111-111111111111", "--resource-group", $"rg-payhooks-{name}");
        Resources = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, $"{name}.snapshot.json")))!["predictedResources"]!.AsArray()
            .Select(one => one!).ToArray();
    }

    public static PlannedDeployment Dev => LazyDev.Value;

    public static PlannedDeployment Prod => LazyProd.Value;

    public static PlannedDeployment Full => LazyFull.Value;

    /// <summary>What other parameters would deploy.</summary>
    public static PlannedDeployment With(string parameters) => new("full", parameters);

    public IReadOnlyList<JsonNode> Resources { get; }

    /// <summary>The app itself.</summary>
    public JsonNode App => Of("Microsoft.Web/sites").Single();

    /// <summary>The app settings; a reference to a secret as the platform would be given it.</summary>
    public IReadOnlyDictionary<string, string> Settings => Config("appsettings")!["properties"]!.AsObject()
        .ToDictionary(setting => setting.Key, setting => Resolved((string)setting.Value!), StringComparer.Ordinal);

    /// <summary>A configuration of the app; null if it is not deployed.</summary>
    public JsonNode? Config(string name) => Of("Microsoft.Web/sites/config")
        .SingleOrDefault(one => ((string)one["name"]!).EndsWith($"/{name}", StringComparison.Ordinal));

    /// <summary>The resources of one type.</summary>
    public IEnumerable<JsonNode> Of(string type) => Resources.Where(one => (string?)one["type"] == type);

    /// <summary>The last parts of their names.</summary>
    public IEnumerable<string> NamesOf(string type) => Of(type).Select(one => ((string)one["name"]!).Split('/')[^1]);

    // The vault's address is known only once the vault is there.
    private static string Resolved(string value) =>
        value.Find(@"^\[format\('@Microsoft\.KeyVault\(SecretUri=\{0\}secrets/\{1\}\)', .+, '(?<it>[^']+)'\)\]$") is [{ } secret]
        ? $"@Microsoft.KeyVault(SecretUri=https://vault/secrets/{secret})"
        : value;
}
