using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;

namespace PayHooks.AzureStorage;

/// <summary>
/// Creates queues, tables and the container at start-up, so that no delivery waits for it and an invalid connection is reported
/// immediately: the platform silently disables a trigger whose connection does not work, while HTTP continues.
/// </summary>
internal sealed class StorageInitializer(AzureStoreClients clients, EventQueues queues, DayTables days) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates missing resources.</summary>
    /// <exception cref="AzureStoreException">The account cannot be used; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await Task.WhenAll(
            Task.WhenAll(queues.All.Concat(queues.Poison).Select(queue =>
                PrepareAsync($"the queue '{queue.Name}'", "Storage Queue Data Contributor", token =>
                    queue.CreateIfNotExistsAsync(cancellationToken: token), clients.Connections.Queues))),
            PrepareAsync("the tables of today and tomorrow", "Storage Table Data Contributor", days.PrepareAsync),
            PrepareAsync($"the table '{AzureStoreClients.KeptTable}'", "Storage Table Data Contributor", token =>
                clients.Kept.CreateIfNotExistsAsync(token)),
            PrepareAsync($"the table '{AzureStoreClients.KeysTable}'", "Storage Table Data Contributor", token =>
                clients.Keys.CreateIfNotExistsAsync(token), clients.Connections.Keys),
            PrepareAsync($"the table '{AzureStoreClients.StateTable}'", "Storage Table Data Contributor", token =>
                clients.State.CreateIfNotExistsAsync(token)),
            PrepareAsync($"the container '{AzureStoreClients.BodiesContainer}'", "Storage Blob Data Contributor", token =>
                clients.Bodies.CreateIfNotExistsAsync(cancellationToken: token)),
            PrepareAsync($"the former table '{AzureStoreClients.KeysTable}'", "Storage Table Data Contributor", RefuseFormerKeysAsync));

        async Task PrepareAsync(
            string what, string role, Func<CancellationToken, Task> create, AzureStoreConnection? connection = null)
        {
            try
            {
                await create(limit.Token);
            }
            catch (Exception e) when (e is not AzureStoreException && !cancellationToken.IsCancellationRequested)
            {
                var fix = Fix(e, role, (connection ?? clients.Connections.Data).Setting);
                throw new AzureStoreException($"{char.ToUpperInvariant(what[0])}{what[1..]} cannot be made or reached. {fix}", e);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // With an empty key table, every repeat would run again and every payment would begin again.
    private async Task RefuseFormerKeysAsync(CancellationToken cancellationToken)
    {
        if (clients.FormerKeys is null)
        {
            return;
        }

        var rows = clients.FormerKeys.QueryAsync<TableEntity>(maxPerPage: 1, select: ["RowKey"], cancellationToken: cancellationToken);
        try
        {
            await foreach (var _ in rows)
            {
                throw new AzureStoreException(
                    $"The table '{AzureStoreClients.KeysTable}' of {clients.Connections.Data.Setting} still has rows, but "
                        + $"{AzureStoreConnection.KeySetting} names another account, where they would be missing. Remove the setting, or "
                        + "copy the rows there while the app is stopped, and delete the old table.");
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The usual case: it was never there.
        }
    }

    private static string Fix(Exception fault, string role, string setting) => fault switch
    {
        RequestFailedException { Status: 403 } or RequestFailedException { Status: 401 } =>
            $"The account of {setting} refuses access: check the key, or give the app's identity the role '{role}', and check the "
                + "account's firewall.",
        RequestFailedException { Status: > 0 } refused =>
            $"The account of {setting} answered {refused.Status} {refused.ErrorCode}: check that it is a general-purpose account "
                + "with queues, tables and blobs.",
        _ => $"The account of {setting} does not answer: check the name, the network, and locally whether Azurite runs.",
    };
}
