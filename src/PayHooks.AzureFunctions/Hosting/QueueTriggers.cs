using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AzureStorage;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Gives each queue its own trigger: a trigger reads one queue, and the SDK finds one trigger for each method. The worker, which reports
/// its functions to the host at start-up, therefore reports the functions that read the first queue, or its poison queue, once more for
/// each further queue: <c>ProcessEvent1</c>, <c>RecordPoisonMessage1</c> and so on. The entry point stays the same, and it alone decides
/// which method runs (azure-functions-dotnet-worker, sdk/Sdk.Generators/FunctionExecutor).
/// </summary>
internal sealed class QueueTriggers(IFunctionMetadataProvider functions, int queues) : IFunctionMetadataProvider
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No function reads the queues, so their messages would never be processed.</exception>
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory)
    {
        var found = await functions.GetFunctionMetadataAsync(directory);
        if (queues == 1)
        {
            return found;
        }

        IFunctionMetadata[] further =
            [.. Enumerable.Range(1, queues - 1)
                .SelectMany(number => found.Select(function => CopyFor(function, number)))
                .OfType<DefaultFunctionMetadata>()];
        return further.Length == 2 * (queues - 1)
            ? [.. found, .. further]
            : throw new InvalidOperationException(
                "The functions ProcessEvent and RecordPoisonMessage are not among those that the Functions SDK reports for this app, so "
                    + $"{queues} queues cannot be read. Remove PayHooks__Queues.");
    }

    // Null if the function does not read the first queue or its poison queue.
    private static DefaultFunctionMetadata? CopyFor(IFunctionMetadata function, int number)
    {
        var isCopied = false;
        string[] bindings = [.. (function.RawBindings ?? []).Select(binding =>
        {
            if (QueueTriggerBinding.Read(binding) is not { } trigger || QueueFor(trigger.QueueName, number) is not { } queue)
            {
                return binding;
            }

            isCopied = true;
            return trigger.WithQueue(queue).ToString();
        })];
        return isCopied
            ? new DefaultFunctionMetadata
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{function.Name}{number}"),
                EntryPoint = function.EntryPoint,
                ScriptFile = function.ScriptFile,
                Language = function.Language,
                IsProxy = function.IsProxy,
                ManagedDependencyEnabled = function.ManagedDependencyEnabled,
                Retry = function.Retry,
                RawBindings = bindings,
            }
            : null;
    }

    private static string? QueueFor(string? first, int number) => first switch
    {
        AzureStoreClients.QueueName => EventQueues.NameOf(number),
        AzureStoreClients.PoisonQueueName => EventQueues.PoisonNameOf(number),
        _ => null,
    };
}
