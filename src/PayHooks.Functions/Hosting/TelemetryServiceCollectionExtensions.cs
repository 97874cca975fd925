using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace PayHooks.Functions.Hosting;

/// <summary>Lets the worker's telemetry out.</summary>
internal static class TelemetryServiceCollectionExtensions
{
    // The variable of the OpenTelemetry specification; the exporter reads it, and those beside it, itself.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Adds the meter, the activity source and the platform's own spans. Without an endpoint nothing is collected: spans that
    /// nobody reads cost time on every delivery.
    /// </summary>
    public static IServiceCollection AddPayHooksTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
        {
            return services;
        }

        services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(Telemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(Telemetry.Name))
            .UseOtlpExporter();
        return services;
    }
}
