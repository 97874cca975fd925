using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Registration;

namespace PayHooks.AzureFunctions;

/// <summary>Asks the providers once an hour whether the webhook endpoints of the sources still work.</summary>
public sealed class CheckEndpoints(IServiceProvider services)
{
    private readonly EndpointHealth health = services.GetRequiredService<EndpointHealth>();

    /// <summary>Seconds, minutes, hours, days, months, weekdays; UTC.</summary>
    internal const string Hourly = "0 37 * * * *";

    /// <summary>Asks for the sources that have a key for the provider's API.</summary>
    [Function(nameof(CheckEndpoints))]
    public Task RunAsync([TimerTrigger(Hourly)] TimerInfo timer, CancellationToken stopping) => health.CheckAsync(stopping);
}
