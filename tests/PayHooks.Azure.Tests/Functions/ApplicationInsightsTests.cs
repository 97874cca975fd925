using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PayHooks.Diagnostics;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>What arrives in Application Insights, on the wire: the alerts of infra/modules/alerts.bicep ask for it by name.</summary>
public sealed class ApplicationInsightsTests
{
    [Fact]
    public async Task Nothing_is_collected_for_nobody()
    {
        await using var services = await ServicesAsync([]);
        Assert.Null(services.GetService<MeterProvider>());
        Assert.Null(services.GetService<TracerProvider>());
    }

    [Fact]
    public async Task A_collector_and_application_insights_go_together()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services =
            await ServicesAsync(
            [new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            new(ApplicationInsights.ConnectionString, endpoint.ConnectionString)]);
        Assert.NotNull(services.GetService<MeterProvider>());
        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<LoggerProvider>());
    }

    [Fact]
    public async Task Measurements_arrive_by_name_with_their_tags_as_properties()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services = await ServicesAsync([new(ApplicationInsights.ConnectionString, endpoint.ConnectionString)]);
        var meters = services.GetRequiredService<MeterProvider>();

        Telemetry.Deliveries.Add(3, new TagList { { "source", "insights" }, { "outcome", "unavailable" }, { "reason", "not_durable" } });
        Telemetry.EventLag.Record(700, new TagList { { "source", "insights" } });
        Telemetry.EventLag.Record(20, new TagList { { "source", "insights" } });
        Assert.True(meters.ForceFlush(10_000));

        var deliveries = One(endpoint, Telemetry.Deliveries.Name);
        Assert.Equal(3, (double)deliveries["metrics"]![0]!["value"]!);
        Assert.Equal(("unavailable", "not_durable"),
            ((string?)deliveries["properties"]!["outcome"], (string?)deliveries["properties"]!["reason"]));
        var lag = One(endpoint, Telemetry.EventLag.Name)["metrics"]![0]!;
        Assert.Equal((720, 700, 2), ((double)lag["value"]!, (double)lag["max"]!, (int)lag["count"]!));
    }

    // An instance that no longer takes samples must not go on saying what it saw last.
    [Fact]
    public async Task A_gauge_arrives_once_for_each_sample()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services = await ServicesAsync([new(ApplicationInsights.ConnectionString, endpoint.ConnectionString)]);
        var meters = services.GetRequiredService<MeterProvider>();
        Telemetry.SourceOverdue.Record(60, new TagList { { "source", "insights" } });
        Assert.True(meters.ForceFlush(10_000));
        Assert.True(meters.ForceFlush(10_000));
        Assert.Equal(60, (double)One(endpoint, Telemetry.SourceOverdue.Name)["metrics"]![0]!["value"]!);
    }

    [Fact]
    public async Task A_sample_is_sent_before_the_timer_ends()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services = await ServicesAsync([new(ApplicationInsights.ConnectionString, endpoint.ConnectionString)]);
        using var bench = new FunctionBench(
            collection => collection.AddSingleton(services.GetRequiredService<MeterProvider>()),
            ("PayHooks:Sources:woken:Provider", "chargily"), ("PayHooks:Sources:woken:Secrets:0", "test_sk_0123456789"),
                ("PayHooks:Sources:woken:SilenceAfter", "01:00:00"));

        await bench.Make<SampleMetrics>().RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Contains(endpoint.Of("MetricData"), metric => (string?)metric["metrics"]![0]!["name"] == Telemetry.DeadLetters.Name);
        Assert.Equal(0, (double)One(endpoint, Telemetry.SourceOverdue.Name, "woken")["metrics"]![0]!["value"]!);
    }

    // Spans are sampled; a line in an unsampled trace is kept anyway.
    [Fact]
    public async Task Warnings_are_never_sampled_away_and_information_is_not_sent()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services = await ServicesAsync([new(ApplicationInsights.ConnectionString, endpoint.ConnectionString)]);
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("PayHooks.Functions.ProcessEvent");
        using (var unsampled = new Activity("unsampled")
            .SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None).Start())
        {
            log.LogInformation("Completed {EventId}", "evt_1");
            log.LogError("Dead letter {EventId}", "evt_2");
        }

        Assert.True(services.GetRequiredService<LoggerProvider>().ForceFlush(10_000));
        var line = Assert.Single(endpoint.Of("MessageData"));
        Assert.Equal("Dead letter evt_2", (string?)line["message"]);
        Assert.Equal("evt_2", (string?)line["properties"]!["EventId"]);
    }

    [Fact]
    public async Task A_setting_brings_the_lines_of_every_event()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var services =
            await ServicesAsync(
            [new(ApplicationInsights.ConnectionString, endpoint.ConnectionString),
            new("Logging:OpenTelemetry:LogLevel:PayHooks", "Information")]);
        services.GetRequiredService<ILoggerFactory>().CreateLogger("PayHooks.Functions.ProcessEvent")
            .LogInformation("Completed {EventId}", "evt_1");
        services.GetRequiredService<ILoggerFactory>().CreateLogger("Azure.Core").LogInformation("Request");
        Assert.True(services.GetRequiredService<LoggerProvider>().ForceFlush(10_000));
        Assert.Equal("Completed evt_1", (string?)Assert.Single(endpoint.Of("MessageData"))["message"]);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("ClientId=6b1f", false)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("authorization=aad; clientid=6b1f", true)]
    [InlineData("Authorization=AAD;ClientId=6b1f", true)]
    public void The_platforms_setting_says_whether_an_identity_is_used(string? setting, bool used)
    {
        var credential = ApplicationInsights.Credential(setting);
        Assert.Equal(used, credential is ManagedIdentityCredential);
        Assert.Equal(used, credential is not null);
    }

    // Instruments belong to the whole process: other tests measure beside this one.
    private static JsonNode One(IngestionEndpoint endpoint, string metric, string source = "insights") => Assert.Single(
        endpoint.Of("MetricData"), item =>
            (string?)item["metrics"]![0]!["name"] == metric && (string?)item["properties"]?["source"] == source);

    // Started, as the host does it: the exporters of spans and lines come in only then.
    private static async Task<ServiceProvider> ServicesAsync(KeyValuePair<string, string?>[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")));
        var provider = services.AddPayHooksTelemetry(configuration).BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return provider;
    }
}
