using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>One source does not occupy an instance, and every operation asks for a key.</summary>
public sealed class InvocationSlotTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_source_with_long_runs_in_three_quarters_of_the_slots_gets_no_more()
    {
        var usage = new SlotUsage(time);
        var slots = new InvocationSlots(24, usage, time);
        var runs = Enumerable.Range(0, 18).Select(_ => slots.TryBegin("ProcessEvent", "hanging")).ToList();
        Assert.NotNull(slots.TryBegin("ProcessEvent", "hanging"));

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(slots.TryBegin("ProcessEvent", "hanging"));
        Assert.NotNull(slots.TryBegin("ProcessEvent", "healthy"));

        runs[0]!.Dispose();
        runs[1]!.Dispose();
        Assert.NotNull(slots.TryBegin("ProcessEvent", "hanging"));
    }

    [Fact]
    public void Each_function_has_slots_of_its_own()
    {
        var usage = new SlotUsage(time);
        var slots = new InvocationSlots(4, usage, time);
        for (var run = 0; run < 3; run++)
        {
            Assert.NotNull(slots.TryBegin("ProcessEvent1", "hanging"));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(slots.TryBegin("ProcessEvent1", "hanging"));
        Assert.NotNull(slots.TryBegin("ProcessEvent", "hanging"));

        // One function is full; that others are not does not help its queue.
        Assert.NotNull(slots.TryBegin("ProcessEvent1", "healthy"));
        time.Advance(TimeSpan.FromSeconds(61));
        slots.TryBegin("ProcessEvent", "healthy")!.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(61), usage.FullFor);
    }

    [Fact]
    public void No_free_slot_is_reported()
    {
        var usage = new SlotUsage(time);
        var slots = new InvocationSlots(2, usage, time);
        using var first = slots.TryBegin("ProcessEvent", "a");
        Assert.Equal(TimeSpan.Zero, usage.FullFor);
        var second = slots.TryBegin("ProcessEvent", "b");
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.FromSeconds(61), usage.FullFor);

        second!.Dispose();
        Assert.Equal(TimeSpan.Zero, usage.FullFor);
    }

    [Fact]
    public async Task A_message_of_such_a_source_is_put_off_without_an_attempt()
    {
        using var bench = new FunctionBench(services => services.AddSingleton(provider => new InvocationSlots(
            slots: 1, provider.GetRequiredService<SlotUsage>(), time)));
        var slots = bench.Services.GetRequiredService<InvocationSlots>();
        using var hanging = slots.TryBegin("ProcessEvent", "chargily");
        time.Advance(TimeSpan.FromSeconds(10));
        await bench.Make<ReceiveWebhook>().RunAsync(FunctionBench.Signed("""{"id":"e1","type":"checkout.paid"}"""u8.ToArray()));

        await bench.ProcessAsync(FunctionBench.Message((await bench.TakeAsync())!));

        Assert.Empty((await bench.Ledger.ListAsync(new(), default)).Events);
        Assert.Equal(1, await bench.Queue.CountAsync(default)); // its replacement
    }

    [Theory]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 16, "newBatchThreshold": 8 } } }""", null, 24)]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 8 } } }""", null, 12)]
    [InlineData("{}", null, 24)]
    [InlineData("not json", null, 24)]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 16, "newBatchThreshold": 8 } } }""", "4", 12)]
    public void The_number_of_slots_follows_host_json_and_the_settings(string hostJson, string? batch, int expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("host.json"), hostJson);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            [new("AzureFunctionsJobHost:extensions:queues:batchSize", batch)]).Build();

        Assert.Equal(expected, InvocationSlots.Read(settings, folder.Path));
    }

    [Fact]
    public void Every_operation_is_a_function_that_asks_for_a_key_and_only_the_webhook_the_health_and_the_console_do_not()
    {
        var functions = typeof(OperateEvents).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters().Select(one => one.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault()))
            .Where(one => one is { Name: not null, Trigger: not null })
            .ToDictionary(one => one.Name!, one => one.Trigger!, StringComparer.Ordinal);

        foreach (var operation in ApiOperations.All)
        {
            Assert.True(functions.Remove(operation.Name, out var trigger), operation.Name);
            Assert.Equal((operation.Name, AuthorizationLevel.Function, operation.Route), (operation.Name, trigger.AuthLevel, trigger.Route));
            Assert.Equal(operation.Methods.Select(one => one.ToLowerInvariant()).Order(), trigger.Methods!.Order());
        }

        Assert.Equal(["CheckHealth", "DescribeApi", "ReceiveWebhook", "ShowConsole"], functions.Keys.Order(StringComparer.Ordinal));
        Assert.All(functions.Values, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));

        // The document of this host has all of them, except the files.
        Assert.Equal(
            ApiOperations.All.Select(one => one.Route).Concat([functions["CheckHealth"].Route, functions["ReceiveWebhook"].Route])
                .Select(route => $"/{route}").Distinct().Order(StringComparer.Ordinal),
            OpenApiDocument.Of(ApiOperations.Of(hasBackup: false))["paths"]!.AsObject().Select(one => one.Key)
                .Order(StringComparer.Ordinal));
    }
}
