using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Makes a dead letter of what the platform gave up on: its copy in the poison queue expires after seven days, a record does
/// not. A record that is finished is not overwritten.
/// </summary>
public sealed class RecordPoisonMessage(IServiceProvider services)
{
    private readonly EventProcessor processor = services.GetRequiredService<EventProcessor>();
    private readonly ILogger<RecordPoisonMessage> logger = services.GetRequiredService<ILogger<RecordPoisonMessage>>();

    /// <summary>Hands the message to the processor.</summary>
    /// <exception cref="MessageAbandonedException">The message has to come again: every ten minutes, since a poison queue has none of its
    /// own.</exception>
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
