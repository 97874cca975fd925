using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using PayHooks.AzureStorage;
using PayHooks.AzureFunctions.Hosting;

namespace PayHooks.Azure.Tests.Functions;

public sealed class TriggerConnectionTests
{
    private const string Queue =
        """{"name":"message","type":"queueTrigger","direction":"In","queueName":"webhook-events","connection":"PayHooksStorage"}""";
    private const string Http = """{"name":"request","type":"httpTrigger","direction":"In","route":"health"}""";

    [Theory]
    [InlineData(AzureStoreConnection.OwnSetting)]
    [InlineData(AzureStoreConnection.HostSetting)]
    public async Task Triggers_listen_to_the_account_that_the_store_writes_to(string setting)
    {
        var function = new DefaultFunctionMetadata { Name = "ProcessEvent", RawBindings = [Queue, Http] };
        var connection =
            AzureStoreConnection.Read(new ConfigurationBuilder().AddInMemoryCollection([new(setting, "UseDevelopmentStorage=true")])
            .Build());
        await new TriggerConnection(new Given(function), connection).GetFunctionMetadataAsync("");

        Assert.Equal(setting, (string?)JsonNode.Parse(function.RawBindings![0])!["connection"]);
        Assert.Equal("webhook-events", (string?)JsonNode.Parse(function.RawBindings[0])!["queueName"]);
        Assert.Equal(Http, function.RawBindings[1]);
    }

    private sealed class Given(IFunctionMetadata function) : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
            Task.FromResult(ImmutableArray.Create(function));
    }
}
