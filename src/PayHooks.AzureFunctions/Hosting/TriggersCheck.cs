using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AzureStorage;
using PayHooks.Diagnostics;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>Checks that the worker reports a trigger for each queue. Whether the platform runs it is not visible to the worker.</summary>
internal sealed class TriggersCheck(IFunctionMetadataProvider functions, EventQueues queues) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "triggers";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var read = (await functions.GetFunctionMetadataAsync(AppContext.BaseDirectory))
            .SelectMany(function => function.RawBindings ?? [])
            .Select(binding => QueueTriggerBinding.Read(binding)?.QueueName)
            .ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. queues.All.Concat(queues.Poison).Select(queue => queue.Name).Where(name => !read.Contains(name))];
        return
        [
            missing.Length > 0
                ? SelfCheckResult.Failed(
                    Name, $"No function reads {string.Join(", ", missing)}.", "Deploy the app again; its package is incomplete.")
                : SelfCheckResult.Passed(
                    Name, queues.All.Count == 1 ? "The worker reports functions for the queue and its poison queue."
                        : $"The worker reports functions for {queues.All.Count} queues and their poison queues."),
            SelfCheckResult.Unknown(
                "functions", "Whether the platform has enabled them is not visible to the app.",
                "az functionapp function list --name <app> --resource-group <group> --output table"),
        ];
    }
}
