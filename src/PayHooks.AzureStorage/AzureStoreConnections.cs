using Microsoft.Extensions.Configuration;

namespace PayHooks.AzureStorage;

/// <summary>
/// The storage accounts: one for everything, or others for the queues and the key table, because an account's request rate is limited
/// (docs/scale.md).
/// </summary>
/// <param name="Data">The account of everything that has no other.</param>
/// <param name="Queues">The account of the queues; the queue triggers must use the same one.</param>
/// <param name="Keys">The account of the key table.</param>
internal sealed record AzureStoreConnections(AzureStoreConnection Data, AzureStoreConnection Queues, AzureStoreConnection Keys)
{
    /// <summary>Reads the connections.</summary>
    /// <exception cref="AzureStoreException">One is missing or incomplete; the message says what to set.</exception>
    public static AzureStoreConnections Read(IConfiguration configuration)
    {
        var data = AzureStoreConnection.Read(configuration);
        return new AzureStoreConnections(
            data, AzureStoreConnection.ReadQueues(configuration) ?? data, AzureStoreConnection.ReadKeys(configuration) ?? data);
    }

    /// <summary>One account for everything.</summary>
    public static AzureStoreConnections Of(AzureStoreConnection connection) => new(connection, connection, connection);
}
