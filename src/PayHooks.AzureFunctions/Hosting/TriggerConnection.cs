using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AzureStorage;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Makes the queue triggers use the store's connection. The host, not the worker, resolves a trigger's connection from a fixed name, and
/// silently disables the trigger if that fails, while HTTP keeps accepting. The worker, which reports its functions to the host at
/// start-up, therefore inserts the name of the setting it uses itself.
/// </summary>
internal sealed class TriggerConnection(IFunctionMetadataProvider functions, AzureStoreConnection connection) : IFunctionMetadataProvider
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory)
    {
        var found = await functions.GetFunctionMetadataAsync(directory);
        foreach (var function in found.OfType<DefaultFunctionMetadata>().Where(function => function.RawBindings is not null))
        {
            function.RawBindings = [.. function.RawBindings!.Select(WithConnection)];
        }

        return found;
    }

    private string WithConnection(string binding) =>
        QueueTriggerBinding.Read(binding) is { } trigger ? trigger.WithConnection(connection.Setting).ToString() : binding;
}
