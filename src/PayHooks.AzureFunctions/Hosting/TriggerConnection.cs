using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AzureStorage;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Lets the queue triggers listen where the store writes. Not the worker but the host resolves a trigger's connection, from a
/// fixed name, and a name that does not resolve disables the trigger silently while HTTP keeps accepting. So the worker,
/// which reports its functions to the host at start, names the setting that it found itself.
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

        // Its name is spelt with either case by the two ways in which the SDK collects bindings.
        foreach (var name in trigger.Select(property => property.Key).Where(IsConnection).ToArray())
        {
            trigger.Remove(name);
        }

        trigger["connection"] = connection.Setting;
        return trigger.ToJsonString();
    }

    private static bool IsConnection(string name) => string.Equals(name, "connection", StringComparison.OrdinalIgnoreCase);
}
