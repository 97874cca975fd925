using Azure.Storage.Queues;
using PayHooks.Diagnostics;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Checks the queues and the clock against the storage account, and names what only the management plane shows.</summary>
internal sealed class StorageAccountCheck(AzureStoreClients clients, EventQueues queues, IStrayQueues stray, TimeProvider time) : ISelfCheck
{
    // As for pruning: a clock that is off by more cannot be trusted with retention.
    private static readonly TimeSpan MostDifference = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "storage account";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) =>
    [
        .. await Task.WhenAll(queues.All.Select(queue => OfQueueAsync(queue, cancellationToken))),
        .. await Task.WhenAll(queues.Poison.Select(queue => OfPoisonAsync(queue, cancellationToken))),
        .. (await stray.FindAsync(cancellationToken)).Select(queue => SelfCheckResult.Warning(
            $"queue {queue.Name}{(queue.Account is { } account ? $" in the account of {account}" : "")}",
            $"Holds {queue.Messages:N0} messages, and nothing reads it.",
            "They are moved to the first queue every five minutes, as they become due. If the number does not fall, another app uses "
                + "this account with a higher PayHooks__Queues.")),
        await OfClockAsync(cancellationToken),
        SelfCheckResult.Unknown(
            "lifecycle rule", "The app's identity cannot read it.",
            "az storage account management-policy show --account-name <account> --resource-group <group>"),
    ];

    private static async Task<SelfCheckResult> OfQueueAsync(QueueClient queue, CancellationToken cancellationToken) =>
        SelfCheckResult.Passed($"queue {queue.Name}", $"{await CountAsync(queue, cancellationToken):N0} messages.");

    private static async Task<SelfCheckResult> OfPoisonAsync(QueueClient queue, CancellationToken cancellationToken) =>
        await CountAsync(queue, cancellationToken) is > 0 and var messages
            ? SelfCheckResult.Warning(
                $"queue {queue.Name}", $"{messages:N0} messages, which become dead letters as soon as they are read.",
                "If the number does not fall, check that the function RecordPoisonMessage is enabled.")
            : SelfCheckResult.Passed($"queue {queue.Name}", "Empty.");

    private static async Task<long> CountAsync(QueueClient queue, CancellationToken cancellationToken) =>
        (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;

    private async Task<SelfCheckResult> OfClockAsync(CancellationToken cancellationToken)
    {
        var response = await clients.Queue(AzureStoreClients.QueueName).GetPropertiesAsync(cancellationToken);
        if (response.GetRawResponse().Headers.Date is not { } service)
        {
            return SelfCheckResult.Unknown("clock", "The storage service did not report its time.", "Check the clock of the instance.");
        }

        var difference = (time.GetUtcNow() - service).Duration();
        return difference > MostDifference
            ? SelfCheckResult.Failed(
                "clock", $"Differs from the storage service's by {difference.TotalMinutes:N0} minutes.",
                "Restart the app, so that it moves to another instance; nothing is pruned until then.")
            : SelfCheckResult.Passed("clock", "Agrees with the storage service's.");
    }
}
