using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.Configuration;
using Moq;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>What the worker reports to the host, from what the Functions SDK generated for this app.</summary>
public sealed class QueueTriggersTests
{
    private static readonly Assembly App = Assembly.Load("PayHooks.Functions");

    [Fact]
    public async Task With_one_queue_the_functions_are_those_of_the_SDK()
    {
        var generated = await Generated().GetFunctionMetadataAsync("");

        var reported = await new QueueTriggers(Generated(), 1).GetFunctionMetadataAsync("");

        Assert.Equal(generated.Select(Show), reported.Select(Show));
        Assert.Equal(["ProcessEvent", "RecordPoisonMessage"], Triggers(reported).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_further_queue_has_the_two_functions_again_under_names_of_their_own()
    {
        var one = await new QueueTriggers(Generated(), 1).GetFunctionMetadataAsync("");
        var four = await new QueueTriggers(Generated(), 4).GetFunctionMetadataAsync("");

        Assert.Equal(one.Select(Show), four.Take(one.Length).Select(Show));
        Assert.Equal(
            [
                ("ProcessEvent", "webhook-events"), ("ProcessEvent1", "webhook-events-1"), ("ProcessEvent2", "webhook-events-2"),
                ("ProcessEvent3", "webhook-events-3"), ("RecordPoisonMessage", "webhook-events-poison"),
                ("RecordPoisonMessage1", "webhook-events-1-poison"), ("RecordPoisonMessage2", "webhook-events-2-poison"),
                ("RecordPoisonMessage3", "webhook-events-3-poison"),
            ],
            Triggers(four).OrderBy(trigger => trigger.Key, StringComparer.Ordinal).Select(trigger => (trigger.Key, trigger.Value)));

        // The worker looks a function up by its id, and runs what its entry point names.
        Assert.Equal(four.Length, four.Select(function => function.FunctionId).Distinct().Count());
        Assert.All(four.Skip(one.Length), further =>
        {
            var first = one.Single(function => function.Name == further.Name!.TrimEnd('1', '2', '3'));
            Assert.Equal((first.EntryPoint, first.ScriptFile, first.Language),
                (further.EntryPoint, further.ScriptFile, further.Language));
        });
    }

    [Fact]
    public async Task The_further_triggers_use_the_stores_connection_too()
    {
        var connection = AzureStoreConnection.Read(new ConfigurationBuilder()
            .AddInMemoryCollection([new(AzureStoreConnection.HostSetting, "UseDevelopmentStorage=true")]).Build());

        var reported = await new QueueTriggers(new TriggerConnection(Generated(), connection), 2).GetFunctionMetadataAsync("");

        var connections = reported.SelectMany(function => function.RawBindings!).Select(binding => JsonNode.Parse(binding)!.AsObject())
            .Where(binding => string.Equals((string?)binding["type"], "queueTrigger", StringComparison.OrdinalIgnoreCase))
            .Select(binding => Assert.Single(binding, one => string.Equals(one.Key, "connection", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(Enumerable.Repeat(AzureStoreConnection.HostSetting, 4), connections.Select(one => (string?)one.Value));
    }

    [Fact]
    public async Task Functions_of_the_app_that_read_other_queues_are_left_alone()
    {
        const string Other = """{"name":"item","type":"queueTrigger","direction":"In","queueName":"orders"}""";
        var own = new DefaultFunctionMetadata { Name = "TakeOrder", EntryPoint = "Shop.TakeOrder.Run", RawBindings = [Other] };
        var given = (await Generated().GetFunctionMetadataAsync("")).Add(own);

        var reported = await new QueueTriggers(new Given(given), 3).GetFunctionMetadataAsync("");

        Assert.Same(own, Assert.Single(reported, function => function.EntryPoint == own.EntryPoint));
        Assert.Equal([Other], own.RawBindings);
    }

    [Fact]
    public async Task Further_queues_without_functions_that_read_them_stop_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new QueueTriggers(new Given([]), 2).GetFunctionMetadataAsync(""));

        Assert.Contains("PayHooks__Queues", error.Message, StringComparison.Ordinal);
    }

    // The worker calls what the SDK generated, whatever a function is called.
    [Theory]
    [InlineData("ProcessEvent3", "Completed")]
    [InlineData("RecordPoisonMessage3", "Dead")]
    public async Task A_message_of_a_further_queue_runs_the_same_method(string name, string status)
    {
        var function = (await new QueueTriggers(Generated(), 4).GetFunctionMetadataAsync("")).Single(one => one.Name == name);
        using var bench = new FunctionBench();
        var message = FunctionBench.Message(new BinaryData(MessageSerializer.Write(new DeliveryMessage
        {
            Source = "chargily",
            DueAt = DateTimeOffset.UnixEpoch,
            DeliveryId = "dlv_1",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Verification = VerificationLevel.Signature,
            Body =
                """{"id":"01h","entity":"event","type":"checkout.paid","data":{"id":"co_1","amount":5000,"currency":"dzd"}}"""u8.ToArray(),
        }).Envelope));

        object?[] context = name.StartsWith(nameof(ProcessEvent), StringComparison.Ordinal) ? [FunctionBench.Context(name)] : [];
        await ExecuteAsync(function, bench.Services, [message, .. context, CancellationToken.None]);

        var record = Assert.Single((await bench.Ledger.ListAsync(new EventQuery { Limit = 10 }, CancellationToken.None)).Events);
        Assert.Equal(status, record.Status.ToString());
    }

    private static IFunctionMetadataProvider Generated() => (IFunctionMetadataProvider)Make(typeof(IFunctionMetadataProvider));

    private static object Make(Type service, params object[] arguments)
    {
        var type = App.GetTypes().Single(one => one.IsClass && service.IsAssignableFrom(one));
        return Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, arguments, null)!;
    }

    // As the worker does it after it has bound the message.
    private static async Task ExecuteAsync(IFunctionMetadata function, IServiceProvider services, params object?[] arguments)
    {
        var activator = new Mock<IFunctionActivator>();
        activator.Setup(one => one.CreateInstance(It.IsAny<Type>(), It.IsAny<FunctionContext>()))
            .Returns((Type type, FunctionContext _) => Activator.CreateInstance(type, services)!);
        var definition = new Mock<FunctionDefinition>();
        definition.Setup(one => one.EntryPoint).Returns(function.EntryPoint!);
        definition.Setup(one => one.Name).Returns(function.Name!);
        var features = new Mock<IInvocationFeatures>();
        var context = new Mock<FunctionContext>();
        context.Setup(one => one.FunctionDefinition).Returns(definition.Object);
        context.Setup(one => one.Features).Returns(features.Object);
        context.Setup(one => one.InstanceServices).Returns(services);
        features.SetReturnsDefault<IFunctionInputBindingFeature?>(null);
        var binding = new Mock<IFunctionInputBindingFeature>();
        binding.Setup(one => one.BindFunctionInputAsync(It.IsAny<FunctionContext>()))
            .Returns(new ValueTask<FunctionInputBindingResult>(new FunctionInputBindingResult(arguments)));
        features.Setup(one => one.Get<IFunctionInputBindingFeature>()).Returns(binding.Object);
        await ((IFunctionExecutor)Make(typeof(IFunctionExecutor), activator.Object)).ExecuteAsync(context.Object);
    }

    private static Dictionary<string, string?> Triggers(IEnumerable<IFunctionMetadata> functions) => functions
        .Select(function => (
            function.Name, Trigger: function.RawBindings!.Select(QueueTriggerBinding.Read).FirstOrDefault(one => one is not null)))
        .Where(one => one.Trigger is not null)
        .ToDictionary(one => one.Name!, one => one.Trigger!.QueueName, StringComparer.Ordinal);

    private static string Show(IFunctionMetadata function) => string.Join('|',
        [function.FunctionId, function.Name, function.EntryPoint, function.ScriptFile, function.Language, .. function.RawBindings!]);

    private sealed class Given(ImmutableArray<IFunctionMetadata> functions) : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) => Task.FromResult(functions);
    }
}
