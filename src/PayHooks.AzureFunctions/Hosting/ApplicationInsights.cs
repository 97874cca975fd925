using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>Sends the worker's telemetry to Application Insights, using the two settings that the platform's host also reads.</summary>
internal static class ApplicationInsights
{
    /// <summary>The setting for the connection string.</summary>
    public const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The setting for the identity: <c>Authorization=AAD</c>, and <c>;ClientId=…</c> for a user-assigned one.</summary>
    public const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    // Since 1.9, the exporter leaves pending telemetry on disk at shutdown and sends it at the next start. An instance that the platform
    // removes has no next start.
    private const string DisablePersistOnShutdown = "Azure.Monitor.OpenTelemetry.Exporter.DisablePersistOnShutdown";

    /// <summary>Adds the exporter of traces, metrics and logs.</summary>
    public static void Export(IOpenTelemetryBuilder telemetry, IConfiguration configuration)
    {
        AppContext.SetSwitch(DisablePersistOnShutdown, true);
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = configuration[ConnectionString];
            options.Credential = Credential(configuration[Authentication]);

            // Traces are sampled (5 per second and instance, unless OTEL_TRACES_SAMPLER is set). Log lines are not, because each may be the
            // only one of its kind.
            options.EnableTraceBasedLogsSampler = false;

            // The platform already measures CPU and memory of its instances; live metrics would poll for viewers.
            options.EnablePerformanceCounters = false;
            options.EnableLiveMetrics = false;
        });
    }

    /// <summary>Returns the identity; null if the connection string is sufficient.</summary>
    internal static TokenCredential? Credential(string? authentication)
    {
        var parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new ManagedIdentityCredential(parts.GetValueOrDefault("ClientId") is { Length: > 0 } clientId
            ? ManagedIdentityId.FromUserAssignedClientId(clientId)
            : ManagedIdentityId.SystemAssigned);
    }
}
