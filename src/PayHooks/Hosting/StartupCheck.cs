using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Verification;

namespace PayHooks.Hosting;

/// <summary>Finds configuration errors before the host takes a request: invalid settings, no store, handlers that cannot be
/// created.</summary>
internal sealed partial class StartupCheck(
    PayHooksOptions options, IServiceProvider services, IServiceProviderIsService registered, ILogger<StartupCheck> logger)
{
    /// <summary>The error for a host without a store.</summary>
    public static ConfigurationError NoStore { get; } = new(
        "PayHooks", "has no store",
        "Choose one on what AddPayHooks returns: UseRocksDb(), UseAzureStorage(), or UseInMemoryStore() for tests.");

    /// <summary>
    /// Finds all errors. An error with a <see cref="ConfigurationError.Source"/> affects only that source; each host decides whether to
    /// start anyway.
    /// </summary>
    public async ValueTask<IReadOnlyList<ConfigurationError>> FindErrorsAsync()
    {
        List<ConfigurationError> errors = [.. options.Errors];
        if (!registered.IsService(typeof(StoreRegistration)))
        {
            errors.Add(NoStore);
        }

        try
        {
            foreach (var handler in services.GetRequiredService<HandlerSet>().All)
            {
                if (await FindErrorAsync(handler) is { } error)
                {
                    errors.Add(error);
                }
            }
        }
        catch (PayHooksConfigurationException e)
        {
            errors.AddRange(e.Errors);
        }

        return errors;
    }

    /// <summary>Finds probable mistakes: unusual settings, and sources whose events no handler accepts.</summary>
    public IReadOnlyList<ConfigurationError> FindWarnings() =>
        [.. options.Warnings,
            .. UnhandledSources.Find(services.GetRequiredService<SourceCatalog>(), services.GetRequiredService<HandlerSet>())];

    private async ValueTask<ConfigurationError?> FindErrorAsync(HandlerRegistration handler)
    {
        await using var scope = services.CreateAsyncScope();
        try
        {
            handler.Create(scope.ServiceProvider);
            return null;
        }
        catch (InvalidOperationException e) when (IsFromContainer(e))
        {
            return new ConfigurationError(
                $"Handler {handler.Name}", $"cannot be created: {e.Message.TrimEnd('.')}", "Register that type with builder.Services.");
        }
        catch (Exception e)
        {
            // A failing constructor may indicate an outage. Deliveries are still accepted, and the handler's attempts are retried.
            LogHandlerFailed(logger, handler.Name, e);
            return null;
        }
    }

    // Thrown by the container, not by the constructor of the handler or of one of its dependencies.
    private static bool IsFromContainer(InvalidOperationException e) =>
        e.Source?.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true;

    [LoggerMessage(EventId = 90, Level = LogLevel.Error, Message = "Handler {Handler} could not be created. Its events are retried.")]
    private static partial void LogHandlerFailed(ILogger logger, string handler, Exception error);
}
