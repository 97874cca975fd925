using System.Text.Json.Nodes;
using PayHooks.AspNetCore;
using PayHooks.AzureStorage;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>What the Functions SDK has found in the library and written for the platform.</summary>
public sealed class FunctionMetadataTests
{
    private static readonly JsonObject[] Functions =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(FunctionsOutput.Folder, "functions.metadata")))!.AsArray()
            .Select(function => function!.AsObject())];

    [Fact]
    public void One_function_receives_webhooks_over_http() =>
        Assert.Equal(["ReceiveWebhook"], With("httpTrigger", trigger => (string?)trigger["route"] == WebhookEndpoint.Route));

    [Fact]
    public void One_function_processes_events_from_the_queue_and_one_records_what_the_platform_gave_up_on()
    {
        Assert.Equal(["ProcessEvent"], With("queueTrigger", trigger => (string?)trigger["queueName"] == AzureStoreClients.QueueName));
        Assert.Equal(["RecordPoisonMessage"],
            With("queueTrigger", trigger => (string?)trigger["queueName"] == AzureStoreClients.PoisonQueueName));
        Assert.Equal(2, With("queueTrigger", _ => true).Count());
    }

    [Fact]
    public void Every_function_runs_in_the_isolated_worker() => Assert.All(Functions, function =>
    {
        Assert.Equal("dotnet-isolated", (string?)function["language"]);
        Assert.StartsWith("PayHooks.AzureFunctions.", (string?)function["entryPoint"], StringComparison.Ordinal);
    });

    private static IEnumerable<string> With(string type, Func<JsonNode, bool> fits) => Functions
        .Where(function => function["bindings"]!.AsArray().Any(
            binding => string.Equals((string?)binding!["type"], type, StringComparison.OrdinalIgnoreCase) && fits(binding)))
        .Select(function => (string)function["name"]!);
}
