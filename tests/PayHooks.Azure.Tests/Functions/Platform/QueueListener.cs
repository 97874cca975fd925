using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using PayHooks.Azure.Tests.Functions.Platform.Rpc;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>
/// Runs a function for each message of a queue as the storage extension does: a message is hidden for ten minutes, deleted after a success,
/// and visible again after a failure; after too many dequeues it moves to the poison queue.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger (poison messages, polling,
/// concurrency) and the QueueListener of https://github.com/Azure/azure-sdk-for-net (ten minutes).</remarks>
internal sealed class QueueListener(QueueClient queue, QueueClient poison, JsonNode settings, Func<TypedData, Task<bool>> run)
{
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    private readonly int batchSize = (int)settings["batchSize"]!;
    private readonly int threshold = (int)settings["newBatchThreshold"]!;
    private readonly int maxDequeues = (int)settings["maxDequeueCount"]!;
    private readonly TimeSpan afterFailure = TimeSpan.Parse(
        (string)settings["visibilityTimeout"]!, System.Globalization.CultureInfo.InvariantCulture);
    private readonly TimeSpan longestWait = TimeSpan.Parse(
        (string)settings["maxPollingInterval"]!, System.Globalization.CultureInfo.InvariantCulture);

    private int running;

    /// <summary>Listens until it is canceled, and waits for what is running.</summary>
    public async Task ListenAsync(CancellationToken stopping)
    {
        var wait = FirstWait;
        List<Task> begun = [];
        while (!stopping.IsCancellationRequested)
        {
            begun.RemoveAll(task => task.IsCompleted);
            if (Volatile.Read(ref running) <= threshold && await TakeAsync(stopping) is { Length: > 0 } messages)
            {
                Interlocked.Add(ref running, messages.Length);
                begun.AddRange(messages.Select(RunAsync));
                wait = FirstWait;
                continue;
            }

            await Task.Delay(wait, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait + wait < longestWait ? wait + wait : longestWait;
        }

        await Task.WhenAll(begun);
    }

    private async Task<QueueMessage[]> TakeAsync(CancellationToken stopping)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(batchSize, Hidden, stopping);
        }
        catch (Exception e) when (e is RequestFailedException or OperationCanceledException)
        {
            return [];
        }
    }

    private async Task RunAsync(QueueMessage message)
    {
        try
        {
            if (await run(new TypedData { ModelBindingData = BindingOf(message) }))
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
            else if (message.DequeueCount < maxDequeues)
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: afterFailure);
            }
            else
            {
                await poison.SendMessageAsync(message.Body);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
        catch (Exception e) when (e is RequestFailedException or IOException)
        {
            // The message returns after its ten minutes.
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    // What the worker's QueueMessageConverter reads.
    private static ModelBindingData BindingOf(QueueMessage message) => new()
    {
        Version = "1.0",
        Source = "AzureStorageQueues",
        ContentType = "application/json",
        Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new
        {
            message.MessageId,
            message.PopReceipt,
            message.MessageText,
            message.DequeueCount,
            NextVisibleOn = message.NextVisibleOn?.UtcDateTime,
            InsertedOn = message.InsertedOn?.UtcDateTime,
            ExpiresOn = message.ExpiresOn?.UtcDateTime,
        })),
    };
}
