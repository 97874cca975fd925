using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Forwarding;

namespace PayHooks.Processing.Handlers;

/// <summary>Runs a handler once, within its time limit.</summary>
internal sealed partial class HandlerInvoker(
    IServiceScopeFactory scopes, PayHooksOptions options, TimeProvider time, ILogger<HandlerInvoker> logger)
{
    /// <summary>Runs the handler and waits until it has actually ended, so that it never runs concurrently with its own retry.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="context">The handler's context.</param>
    /// <param name="slot">What the event occupies, or null.</param>
    /// <param name="stopping">Canceled when the claim is lost or the process stops.</param>
    public async Task<HandlerResult> RunAsync(
        HandlerRegistration handler, WebhookEvent webhookEvent, HandlerContext context, IProcessingSlot? slot, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var most = handler.Limits.Timeout ?? options.HandlerTimeout;
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        using var limit = new CancellationTokenSource(most, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);

        // On another thread, because a handler that blocks would hold up others.
        var running = Task.Run(() => InvokeAsync(handler, webhookEvent, context, linked.Token), CancellationToken.None);
        using var grace = new GracePeriod(time, Ignored, linked.Token);

        void Ignored()
        {
            LogIgnored(logger, handler.Name, webhookEvent.Id);
            Telemetry.IgnoredCancellations.Add(1, new TagList { { "source", webhookEvent.Source }, { "handler", handler.Name } });
            slot?.HandlerIgnoresCancellation();
        }

        HandlerResult End(string outcome, Exception? error = null) =>
            new(handler.Name, startedAt, outcome, time.GetElapsedTime(started), error, grace.IsOver)
            {
                RetryDelays = handler.Limits.RetryDelays,
            };
        HandlerResult run;
        try
        {
            await running;
            run = End("succeeded");
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            run = End("interrupted");
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            run = End("timed_out", e is OperationCanceledException
                ? new TimeoutException($"The handler took longer than its limit of {most:c}.")
                : e);
        }
        catch (Exception e)
        {
            run = End("failed", e);
        }

        Telemetry.HandlerDuration.Record(run.Duration.TotalSeconds,
            new TagList { { "handler", handler.Name }, { "outcome", run.Outcome } });
        return run;
    }

    private async Task InvokeAsync(HandlerRegistration handler, WebhookEvent webhookEvent, HandlerContext context,
        CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await handler.Create(scope.ServiceProvider).HandleAsync(webhookEvent, context, cancellationToken);
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Error,
        Message = "Handler {Handler} ignores its cancellation for {EventId}: the event's retry waits until it has ended. Pass the "
            + "cancellation token on to what it awaits.")]
    private static partial void LogIgnored(ILogger logger, string handler, string eventId);
}

/// <summary>The result of one run of a handler.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Outcome">succeeded, failed, timed_out or interrupted.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">The exception that it threw, or null.</param>
/// <param name="IgnoredCancellation">Whether it kept running long after it was canceled.</param>
internal sealed record HandlerResult(
    string Handler, DateTimeOffset StartedAt, string Outcome, TimeSpan Duration, Exception? Error, bool IgnoredCancellation)
{
    private const int MaxErrorLength = 500;

    /// <summary>The handler's own retry schedule, or null.</summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>Whether the handler succeeded.</summary>
    public bool Succeeded => Outcome == "succeeded";

    /// <summary>Whether the process stopped or the claim was lost before it finished; this is not a failure.</summary>
    public bool Interrupted => Outcome == "interrupted";

    /// <summary>A short error message, or null.</summary>
    public string? ErrorText => Error is null ? null : Shorten($"{Error.GetType().Name}: {Error.Message}");

    /// <summary>The run as recorded in the ledger.</summary>
    public Storage.AttemptEntry ToEntry(int attempt) =>
        new(StartedAt, attempt, Handler, Outcome, Math.Round(Duration.TotalMilliseconds, 1), ErrorText)
        {
            Response = ErrorResponseException.Of(Error),
        };

    private static string Shorten(string text) => text.Length <= MaxErrorLength ? text : string.Concat(text.AsSpan(0, MaxErrorLength), "…");
}
