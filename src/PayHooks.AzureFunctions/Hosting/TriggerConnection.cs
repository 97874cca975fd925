using System.Collections.Immutable;
using System.Text.Json.Nodes;
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
    private const string QueueTrigger = "queueTrigger";

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

    private string WithConnection(string binding)
    {
        if (JsonNode.Parse(binding) is not JsonObject trigger
            || !string.Equals((string?)trigger["type"], QueueTrigger, StringComparison.OrdinalIgnoreCase))
        {
            return binding;
        }

        // The SDK collects bindings in two ways, which spell the name in different case.
        foreach (var name in trigger.Select(property => property.Key).Where(IsConnection).ToArray())
        {
            trigger.Remove(name);
        }

        trigger["connection"] = connection.Setting;
        return trigger.ToJsonString();
    }

    private static bool IsConnection(string name) => string.Equals(name, "connection", StringComparison.OrdinalIgnoreCase);
}
