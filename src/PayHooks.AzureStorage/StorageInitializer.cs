using Azure;
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
                    queue.CreateIfNotExistsAsync(cancellationToken: token)))),
            PrepareAsync("the tables of today and tomorrow", "Storage Table Data Contributor", days.PrepareAsync),
            PrepareAsync($"the table '{AzureStoreClients.KeptTable}'", "Storage Table Data Contributor", token =>
                clients.Kept.CreateIfNotExistsAsync(token)),
            PrepareAsync($"the table '{AzureStoreClients.KeysTable}'", "Storage Table Data Contributor", token =>
                clients.Keys.CreateIfNotExistsAsync(token)),
            PrepareAsync($"the table '{AzureStoreClients.StateTable}'", "Storage Table Data Contributor", token =>
                clients.State.CreateIfNotExistsAsync(token)),
            PrepareAsync($"the container '{AzureStoreClients.BodiesContainer}'", "Storage Blob Data Contributor", token =>
                clients.Bodies.CreateIfNotExistsAsync(cancellationToken: token)));

        async Task PrepareAsync(string what, string role, Func<CancellationToken, Task> create)
        {
            try
            {
                await create(limit.Token);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new AzureStoreException($"{char.ToUpperInvariant(what[0])}{what[1..]} cannot be made or reached. {Fix(e, role)}", e);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Fix(Exception fault, string role) => fault switch
    {
        RequestFailedException { Status: 403 } or RequestFailedException { Status: 401 } =>
            $"The account of {clients.Setting} refuses access: check the key, or give the app's identity the role '{role}', and check the "
                + "account's firewall.",
        RequestFailedException { Status: > 0 } refused =>
            $"The account of {clients.Setting} answered {refused.Status} {refused.ErrorCode}: check that it is a general-purpose account "
                + "with queues, tables and blobs.",
        _ => $"The account of {clients.Setting} does not answer: check the name, the network, and locally whether Azurite runs.",
    };
}
