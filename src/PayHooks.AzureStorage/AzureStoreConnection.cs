using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace PayHooks.AzureStorage;

/// <summary>
/// The connection to the storage account: a connection string, or the service addresses and an identity. Read from <c>PayHooksStorage</c>
/// or, if not set, from <c>AzureWebJobsStorage</c>, the account of the Functions host.
/// </summary>
internal sealed class AzureStoreConnection
{
    /// <summary>The setting for a separate account.</summary>
    public const string OwnSetting = "PayHooksStorage";

    /// <summary>The setting for the host's account, used unless a separate one is set.</summary>
    public const string HostSetting = "AzureWebJobsStorage";

    /// <summary>The setting for the account of the queues, if they have one of their own.</summary>
    public const string QueueSetting = "PayHooksQueueStorage";

    /// <summary>The setting for the account of the key table, if it has one of its own.</summary>
    public const string KeySetting = "PayHooksKeyStorage";

    private static readonly string[] AllServices = ["queue", "table", "blob"];

    private AzureStoreConnection(string setting) => Setting = setting;

    /// <summary>The setting in use.</summary>
    public string Setting { get; }

    /// <summary>The connection string; null if an identity is used.</summary>
    internal string? ConnectionString { get; private init; }

    internal Uri? QueueService { get; private init; }

    internal Uri? TableService { get; private init; }

    internal Uri? BlobService { get; private init; }

    internal TokenCredential? Credential { get; private init; }

    /// <summary>Reads the connection.</summary>
    /// <exception cref="AzureStoreException">The connection is missing or incomplete; the message says what to set.</exception>
    public static AzureStoreConnection Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Find(configuration.GetSection(OwnSetting), AllServices) ?? Find(configuration.GetSection(HostSetting), AllServices)
            ?? throw new AzureStoreException(
                $"{OwnSetting} is not set, nor is {HostSetting}. Set {OwnSetting} to the connection string of a storage account "
                + $"(UseDevelopmentStorage=true for Azurite), or {OwnSetting}__queueServiceUri, __tableServiceUri and __blobServiceUri for "
                    + "an identity.");
    }

    /// <summary>Reads the connection to the account of the queues; null if they have none of their own.</summary>
    /// <exception cref="AzureStoreException">The connection is incomplete; the message says what to set.</exception>
    public static AzureStoreConnection? ReadQueues(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Find(configuration.GetSection(QueueSetting), ["queue"]);
    }

    /// <summary>Reads the connection to the account of the key table; null if it has none of its own.</summary>
    /// <exception cref="AzureStoreException">The connection is incomplete; the message says what to set.</exception>
    public static AzureStoreConnection? ReadKeys(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Find(configuration.GetSection(KeySetting), ["table"]);
    }

    /// <summary>Omits the connection string, which is a secret.</summary>
    public override string ToString() => $"storage account of {Setting}";

    private static AzureStoreConnection? Find(IConfigurationSection section, string[] needed)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            return new AzureStoreConnection(section.Key) { ConnectionString = Resolved(section.Key, section.Value.Trim()) };
        }

        var (queue, table, blob) = (Service(section, "queue"), Service(section, "table"), Service(section, "blob"));
        if (queue is null && table is null && blob is null)
        {
            return null;
        }

        return new AzureStoreConnection(section.Key)
        {
            QueueService = queue ?? Absent("queue"),
            TableService = table ?? Absent("table"),
            BlobService = blob ?? Absent("blob"),
            Credential = Identity(section),
        };

        Uri? Absent(string service) => needed.Contains(service) ? throw Missing(section.Key, service, needed) : null;
    }

    // If the platform cannot resolve a Key Vault reference, it leaves the reference itself as the value.
    private static string Resolved(string setting, string value) =>
        value.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase)
        ? throw new AzureStoreException(
            $"{setting} is a Key Vault reference that was not resolved. Give the app's identity access to the secret.")
        : value;

    private static Uri? Service(IConfigurationSection section, string service)
    {
        var setting = $"{service}ServiceUri";
        if (section[setting] is { Length: > 0 } text)
        {
            // Checked here because the SDK refuses to send a token unencrypted only at the first request.
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
                ? uri
                : throw new AzureStoreException(
                    $"{section.Key}__{setting} is not an https address. Set it to https://<account>.{service}.core.windows.net.");
        }

        // The short form that the Functions host accepts for its own account.
        return section["accountName"] is { Length: > 0 } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : null;
    }

    private static AzureStoreException Missing(string setting, string service, string[] needed) => new(
        $"{setting}__{service}ServiceUri is not set. Set it to https://<account>.{service}.core.windows.net"
            + (needed.Length == 1 ? "." : "; all three services are needed."));

    private static TokenCredential Identity(IConfigurationSection section)
    {
        if (section["clientId"] is { Length: > 0 } clientId)
        {
            return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        return string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase)
            ? new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned)
            : new DefaultAzureCredential();
    }
}
