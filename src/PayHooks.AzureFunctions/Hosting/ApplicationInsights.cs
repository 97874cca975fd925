using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>Sends the worker's telemetry to Application Insights, by the two settings that the platform's own host reads too.</summary>
internal static class ApplicationInsights
{
    /// <summary>The setting that names the component.</summary>
    public const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The setting that says with which identity: <c>Authorization=AAD</c>, and <c>;ClientId=…</c> for a user-assigned
    /// one.</summary>
    public const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    // Since 1.9 the exporter leaves what is pending on the disk when the process ends, for its next start. An instance that the
    // platform takes away has no next start.
    private const string DisablePersistOnShutdown = "Azure.Monitor.OpenTelemetry.Exporter.DisablePersistOnShutdown";

    /// <summary>Adds the exporter of traces, metrics and logs.</summary>
    public static void Export(IOpenTelemetryBuilder telemetry, IConfiguration configuration)
    {
        AppContext.SetSwitch(DisablePersistOnShutdown, true);
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = configuration[ConnectionString];
            options.Credential = Credential(configuration[Authentication]);

            // Spans are sampled (5 traces a second and instance, unless OTEL_TRACES_SAMPLER says otherwise). A log line is not:
            // it may be the only one of its kind.
            options.EnableTraceBasedLogsSampler = false;

            // The platform measures processor and memory of its instances itself; live metrics would poll for viewers.
            options.EnablePerformanceCounters = false;
            options.EnableLiveMetrics = false;
        });
    }

    /// <summary>The identity, or null when the connection string is enough.</summary>
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
