using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;

namespace PayHooks.Testing;

/// <summary>
/// Runs one handler for one event as PayHooks does: created from a new service scope for each attempt, with a time limit, and
/// retried until it succeeds, fails permanently or the attempts are used up. Delays between attempts only advance the harness's clock.
/// </summary>
public static class HandlerHarness
{
    /// <summary>Runs a handler until it succeeds or the event becomes a dead letter.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="webhookEvent">The event, for example one of <see cref="SampleEvents"/>.</param>
    /// <param name="services">
    /// Registers the handler's dependencies. Logging, an empty <see cref="IConfiguration"/> and the harness's <see cref="TimeProvider"/>
    /// are already registered.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run and the current attempt.</param>
    /// <returns>The outcome and every attempt with its exception.</returns>
    /// <exception cref="InvalidOperationException">The handler cannot be created: a dependency is not
    /// registered.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<HandlerRun> RunAsync<THandler>(
        WebhookEvent webhookEvent, Action<IServiceCollection>? services = null, HandlerHarnessOptions? options = null,
        CancellationToken cancellationToken = default) where THandler : class, IWebhookHandler
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        options ??= new HandlerHarnessOptions();
        var time = new HarnessTime(webhookEvent.ReceivedAt);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(time);
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services?.Invoke(collection);
        await using var provider = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

        var handler = HandlerRegistration.Of<THandler>(options.Name ?? typeof(THandler).Name, ["*"], VerificationLevel.None, Effects.All);
        await RequireAsync<THandler>(handler, provider);
        var settings = new PayHooksOptions { HandlerTimeout = options.Timeout };

        // The time limit of an attempt uses real time: a fake clock cannot know when to advance for a handler that hangs.
        var invoker = new HandlerInvoker(
            provider.GetRequiredService<IServiceScopeFactory>(), settings, TimeProvider.System,
                provider.GetRequiredService<ILogger<HandlerInvoker>>());
        var policy = new RetryPolicy([.. options.RetryDelays ?? settings.RetryDelays], static () => 0.5);
        var key = $"{webhookEvent.Id}.{handler.Name}";
        List<HandlerAttempt> attempts = [];
        for (var repeats = options.Repeats; ;)
        {
            var context = new HandlerContext(key, attempts.Count + 1, options.Deliveries, options.ReplayId)
            {
                Payment = options.Payment,
                Effect = options.Effect,
            };
            var at = time.GetUtcNow();
            var run = await invoker.RunAsync(handler, webhookEvent, context, slot: null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            attempts.Add(new HandlerAttempt(context, at, run.Error));
            if (run.Succeeded && repeats-- == 0)
            {
                return new HandlerRun(HandlerOutcome.Succeeded, key, attempts);
            }

            if (run.Succeeded)
            {
                continue;
            }

            if (policy.DelayAfter(attempts.Count, [run.Error]) is not { } delay)
            {
                return new HandlerRun(HandlerOutcome.DeadLettered, key, attempts);
            }

            time.Advance(delay);
        }
    }

    private static async Task RequireAsync<THandler>(HandlerRegistration handler, IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        try
        {
            _ = handler.Create(scope.ServiceProvider);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(
                $"{typeof(THandler).Name} cannot be created. Register what it depends on: "
                    + $"HandlerHarness.RunAsync<{typeof(THandler).Name}>(webhookEvent, services => …). {e.Message}", e);
        }
    }
}
