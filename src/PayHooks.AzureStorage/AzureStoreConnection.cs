using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace PayHooks.AzureStorage;

/// <summary>
/// How the storage account is reached: a connection string, or the addresses of its services and an identity. It is read
/// from <c>PayHooksStorage</c>; when that is not set, from <c>AzureWebJobsStorage</c>, the account of the Functions host.
/// </summary>
internal sealed class AzureStoreConnection
{
    /// <summary>The setting of an account of our own.</summary>
    public const string OwnSetting = "PayHooksStorage";

    /// <summary>The setting of the host's account, used when there is none of our own.</summary>
    public const string HostSetting = "AzureWebJobsStorage";

    private AzureStoreConnection(string setting) => Setting = setting;

    /// <summary>The setting that was found; the queue trigger has to name the same one.</summary>
    public string Setting { get; }

    /// <summary>The connection string, or null when an identity is used.</summary>
    internal string? ConnectionString { get; private init; }

    internal Uri? QueueService { get; private init; }

    internal Uri? TableService { get; private init; }

    internal Uri? BlobService { get; private init; }

    internal TokenCredential? Credential { get; private init; }

    /// <summary>Reads the connection.</summary>
    /// <exception cref="AzureStoreException">There is none, or it is incomplete; the message says what to set.</exception>
    public static AzureStoreConnection Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Find(configuration.GetSection(OwnSetting)) ?? Find(configuration.GetSection(HostSetting))
            ?? throw new AzureStoreException(
                $"{OwnSetting} is not set, nor is {HostSetting}. Set {OwnSetting} to the connection string of a storage account "
                + $"(UseDevelopmentStorage=true for Azurite), or {OwnSetting}__queueServiceUri, __tableServiceUri and __blobServiceUri for "
                    + "an identity.");
    }

    /// <summary>Without the connection string, which is a secret.</summary>
    public override string ToString() => $"storage account of {Setting}";

    private static AzureStoreConnection? Find(IConfigurationSection section)
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
            QueueService = queue ?? throw Missing(section.Key, "queue"),
            TableService = table ?? throw Missing(section.Key, "table"),
            BlobService = blob ?? throw Missing(section.Key, "blob"),
            Credential = Identity(section),
        };
    }

    // The platform leaves the reference itself in place when it cannot resolve it.
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
            // A token is never sent in the clear: the SDK refuses it, but only at the first request.
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

    private static AzureStoreException Missing(string setting, string service) => new(
        $"{setting}__{service}ServiceUri is not set. Set it to https://<account>.{service}.core.windows.net; all three services are "
            + "needed.");

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
