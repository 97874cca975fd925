using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using PayHooks.AzureStorage;
using PayHooks.Configuration;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.Processing;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>host.json, the settings sample and the code have to agree: the platform says nothing when they do not.</summary>
public sealed class HostSettingsTests
{
    private static readonly JsonNode Host = Read("host.json");
    private static readonly JsonNode Queues = Host["extensions"]!["queues"]!;

    [Fact]
    public void Messages_are_read_as_they_are_written() => Assert.Equal("none", (string?)Queues["messageEncoding"]);

    [Fact]
    public void The_platform_gives_up_long_after_the_processor() =>
        Assert.True((int)Queues["maxDequeueCount"]! >= 5 * EventProcessor.MaxDequeues);

    [Fact]
    public void A_failed_message_waits_before_it_comes_again() =>
        Assert.True(Time(Queues["visibilityTimeout"]) >= TimeSpan.FromSeconds(10));

    [Fact]
    public void The_queue_is_looked_at_often() => Assert.True(Time(Queues["maxPollingInterval"]) <= TimeSpan.FromSeconds(2));

    // Every handler with its time limit, and the store: a function that is cut off is a crash.
    [Fact]
    public void A_function_may_take_longer_than_its_handlers() =>
        Assert.True(Time(Host["functionTimeout"]) >= 5 * new PayHooksOptions().HandlerTimeout);

    [Fact]
    public void Urls_have_no_prefix() => Assert.Equal("", (string?)Host["extensions"]!["http"]!["routePrefix"]);

    [Theory]
    [InlineData(typeof(ProcessEvent), AzureStoreClients.QueueName)]
    [InlineData(typeof(RecordPoisonMessage), AzureStoreClients.PoisonQueueName)]
    public void A_trigger_listens_where_the_store_writes(Type function, string queue)
    {
        var trigger = function.GetMethod("RunAsync")!.GetParameters()[0].GetCustomAttribute<QueueTriggerAttribute>()!;
        Assert.Equal(queue, trigger.QueueName);
        Assert.Equal(AzureStoreConnection.OwnSetting, trigger.Connection);
    }

    [Fact]
    public void A_secret_that_was_copied_badly_is_a_warning_in_the_log()
    {
        using var sink = new LogSink();

        var options = SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new("PayHooks:Sources:chargily:Secrets:0", "test_sk_0123456789\n")]).Build(),
                new ProviderRegistry());

        StartReport.Log(options, options.Warnings, sink.CreateLogger(""));

        Assert.Equal(
            ["Warning: Source chargily: PayHooks__Sources__chargily__Secrets__0 ends with a line end. Set it to exactly what the provider "
                + "shows."], sink.Lines);
    }

    [Fact]
    public void The_settings_sample_is_complete_and_holds_no_secret_that_verifies()
    {
        var configuration = Sample();
        var options = SettingsReader.Read(configuration, new ProviderRegistry());
        Assert.Equal(["chargily", "portone", "x_signature", "xanpay"],
            options.Sources.Select(source => source.Name).Order(StringComparer.Ordinal));
        Assert.All(options.Errors, problem => Assert.Equal("is a sample value", problem.Message));
        Assert.All(options.Sources.SelectMany(source => source.Secrets), secret => Assert.False(secret.IsUsable));
        Assert.Equal(AzureStoreConnection.HostSetting, AzureStoreConnection.Read(configuration).Setting);
        Assert.Equal("dotnet-isolated", configuration["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.True(configuration.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", 0) > options.MaxBodyBytes);
    }

    [Fact]
    public void What_is_wrong_for_one_source_does_not_stop_the_start_and_what_is_wrong_for_all_does()
    {
        using var error = new StringWriter();
        Assert.False(StartReport.Stops([new("PayHooks__Sources__a__Secrets__0", "is empty", "Set it.", "a")], error));
        Assert.Empty(error.ToString());
        Assert.True(StartReport.Stops([new("PayHooks__AckTimeout", "is not a time", "Fix it.")], error));
        Assert.Equal($"payhooks: error: PayHooks__AckTimeout is not a time. Fix it.{Environment.NewLine}", error.ToString());
    }

    private static IConfiguration Sample() => new ConfigurationBuilder().AddInMemoryCollection(
        Read("local.settings.sample.json")["Values"]!.AsObject()
            .Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value))).Build();

    private static TimeSpan Time(JsonNode? node) => TimeSpan.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonNode Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(FunctionsOutput.Root, file)), documentOptions: new JsonDocumentOptions())!;
}
