using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace PayHooks.AzureFunctions;

/// <summary>Processes one message.</summary>
public sealed class ProcessEvent(IServiceProvider services)
{
    private readonly EventProcessor processor = services.GetRequiredService<EventProcessor>();
    private readonly ILogger<ProcessEvent> logger = services.GetRequiredService<ILogger<ProcessEvent>>();

    /// <summary>
    /// Hands the message to the processor. It is bound as a message, not as text: with text, the platform takes the message's
    /// own JSON properties for its dequeue count and its id.
    /// </summary>
    /// <exception cref="MessageAbandonedException">The message has to come again.</exception>
    [Function(nameof(ProcessEvent))]
    public async Task RunAsync(
        [QueueTrigger(AzureStoreClients.QueueName, Connection = AzureStoreConnection.OwnSetting)] QueueMessage message,
            CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(message);
        var result = await processor.ProcessAsync(message.Body.ToMemory(), (int)message.DequeueCount, stopping);
        ProcessLog.Log(logger, result);
        MessageAbandonedException.ThrowUnlessEnded(result);
    }
}
