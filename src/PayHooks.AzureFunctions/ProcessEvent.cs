using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using PayHooks.Serialization;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace PayHooks.AzureFunctions;

/// <summary>Processes one message.</summary>
public sealed class ProcessEvent(IServiceProvider services)
{
    private readonly EventProcessor processor = services.GetRequiredService<EventProcessor>();
    private readonly InvocationSlots slots = services.GetRequiredService<InvocationSlots>();
    private readonly ILogger<ProcessEvent> logger = services.GetRequiredService<ILogger<ProcessEvent>>();

    /// <summary>
    /// Passes the message to the processor. It is bound as a message, not as a string; for a string, the platform would use the message's
    /// own JSON properties for its dequeue count and id.
    /// </summary>
    /// <exception cref="MessageAbandonedException">The message must be retried.</exception>
    [Function(nameof(ProcessEvent))]
    public async Task RunAsync(
        [QueueTrigger(AzureStoreClients.QueueName, Connection = AzureStoreConnection.OwnSetting)] QueueMessage message,
        FunctionContext context, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        var text = message.Body.ToMemory();
        using var run = slots.TryBegin(context.FunctionDefinition.Name, EnvelopeReader.SourceOf(text.Span) ?? "");
        var result = run is null
            ? await processor.DeferAsync(text, "Long runs of the same source use three quarters of the function's slots on this instance.")
            : await processor.ProcessAsync(text, (int)message.DequeueCount, stopping);
        ProcessLog.Log(logger, result);
        MessageAbandonedException.ThrowUnlessEnded(result);
    }
}
