using System.Text.Json.Nodes;
using PayHooks.Azure.Tests.Functions.Platform.Rpc;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>A function of the worker, with its trigger as the worker describes it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">The binding of its trigger.</param>
internal sealed record LoadedFunction(string Id, string Name, JsonNode Trigger)
{
    /// <summary><c>httpTrigger</c>, <c>queueTrigger</c> or <c>timerTrigger</c>.</summary>
    public string Type => Text("type")!;

    /// <summary>Reads what the worker reported.</summary>
    public static LoadedFunction Of(FunctionMetadata reported) => new(
        reported.FunctionId,
        reported.Name,
        reported.RawBindings.Select(binding => JsonNode.Parse(binding)!)
            .Single(binding => ((string)binding["type"]!).EndsWith("Trigger", StringComparison.Ordinal)));

    /// <summary>A member of the trigger.</summary>
    public string? Text(string member) => (string?)Trigger[member];
}
