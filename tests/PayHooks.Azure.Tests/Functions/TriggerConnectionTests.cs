using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AzureStorage;
using PayHooks.AzureFunctions.Hosting;

namespace PayHooks.Azure.Tests.Functions;

public sealed class TriggerConnectionTests
{
    private const string Queue =
        """{"name":"message","type":"queueTrigger","direction":"In","queueName":"webhook-events","connection":"PayHooksStorage"}""";
    private const string Http = """{"name":"request","type":"httpTrigger","direction":"In","route":"health"}""";

    [Theory]
    [InlineData(AzureStoreConnection.OwnSetting, AzureStoreConnection.OwnSetting)]
    [InlineData(AzureStoreConnection.HostSetting, AzureStoreConnection.HostSetting)]
    [InlineData(AzureStoreConnection.QueueSetting, AzureStoreConnection.OwnSetting, AzureStoreConnection.QueueSetting)]
    [InlineData(AzureStoreConnection.OwnSetting, AzureStoreConnection.OwnSetting, AzureStoreConnection.KeySetting)]
    public async Task Triggers_listen_to_the_account_that_the_store_writes_messages_to(string expected, params string[] settings)
    {
        var function = new DefaultFunctionMetadata { Name = "ProcessEvent", RawBindings = [Queue, Http] };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting, (string?)"UseDevelopmentStorage=true"))).Build();
        var services = new ServiceCollection().AddSingleton<IFunctionMetadataProvider>(new Given(function));
        services.AddPayHooks(configuration).UseAzureStorage();
        services.AddPayHooksHttp().AddQueueTriggers();
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IFunctionMetadataProvider>().GetFunctionMetadataAsync("");

        Assert.Equal(expected, (string?)JsonNode.Parse(function.RawBindings![0])!["connection"]);
        Assert.Equal("webhook-events", (string?)JsonNode.Parse(function.RawBindings[0])!["queueName"]);
        Assert.Equal(Http, function.RawBindings[1]);
    }

    private sealed class Given(IFunctionMetadata function) : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
            Task.FromResult(ImmutableArray.Create(function));
    }
}
