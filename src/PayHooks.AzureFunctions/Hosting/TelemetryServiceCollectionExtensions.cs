using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>Exports the worker's telemetry.</summary>
internal static class TelemetryServiceCollectionExtensions
{
    // The variable of the OpenTelemetry specification; the exporter reads it and related variables itself.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Adds the meter, the activity source and the platform's spans, for Application Insights, an OpenTelemetry collector, or both. If
    /// neither is configured, nothing is collected, because unused spans slow down every delivery.
    /// </summary>
    public static IServiceCollection AddPayHooksTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var collector = IsSet(configuration, Endpoint);
        var insights = IsSet(configuration, ApplicationInsights.ConnectionString);
        if (!collector && !insights)
        {
            return services;
        }

        // Log lines for every event, and ten from the SDK for every call, would dominate the telemetry costs. Settings take precedence:
        // Logging__OpenTelemetry__LogLevel__PayHooks=Information enables the events' lines.
        services.AddLogging(logging => logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.Warning));
        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(PayHooksTelemetry.ActivitySourceName))
            .WithMetrics(metrics => metrics.AddMeter(PayHooksTelemetry.MeterName));
        if (collector)
        {
            telemetry.UseOtlpExporter();
        }

        if (insights)
        {
            ApplicationInsights.Export(telemetry, configuration);
        }

        return services;
    }

    private static bool IsSet(IConfiguration configuration, string name) => !string.IsNullOrWhiteSpace(configuration[name]);
}
