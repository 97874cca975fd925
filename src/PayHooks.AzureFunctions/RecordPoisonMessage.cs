using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Records poison messages as dead letters, because a message in the poison queue expires after seven days and a record does not. Finished
/// records are not overwritten.
/// </summary>
public sealed class RecordPoisonMessage(IServiceProvider services)
{
    private readonly EventProcessor processor = services.GetRequiredService<EventProcessor>();
    private readonly ILogger<RecordPoisonMessage> logger = services.GetRequiredService<ILogger<RecordPoisonMessage>>();

    /// <summary>Passes the message to the processor.</summary>
    /// <exception cref="MessageAbandonedException">The message must be retried: every ten minutes, because a poison queue has no poison
    /// queue itself.</exception>
    [Function(nameof(RecordPoisonMessage))]
    public async Task RunAsync(
        [QueueTrigger(AzureStoreClients.PoisonQueueName, Connection = AzureStoreConnection.OwnSetting)] QueueMessage message,
            CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(message);
        var result = await processor.ProcessPoisonAsync(message.Body.ToMemory(), stopping);
        ProcessLog.Log(logger, result);
        MessageAbandonedException.ThrowUnlessEnded(result);
    }
}
