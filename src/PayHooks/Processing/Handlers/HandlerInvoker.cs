using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.Processing.Handlers;

/// <summary>Runs one handler once, within its time limit.</summary>
internal sealed partial class HandlerInvoker(
    IServiceScopeFactory scopes, PayHooksOptions options, TimeProvider time, ILogger<HandlerInvoker> logger)
{
    /// <summary>Runs the handler and waits until it has really ended, so that it never runs beside its own retry.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="context">What it receives besides the event.</param>
    /// <param name="stopping">Ends when the claim is lost or the process stops.</param>
    public async Task<HandlerResult> RunAsync(
        HandlerRegistration handler, WebhookEvent webhookEvent, HandlerContext context, CancellationToken stopping)
    {
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        using var limit = new CancellationTokenSource(options.HandlerTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);

        // On a thread of its own, because a handler that blocks would hold up others.
        var running = Task.Run(() => InvokeAsync(handler, webhookEvent, context, linked.Token), CancellationToken.None);
        using var grace = new GracePeriod(time, () => LogIgnored(logger, handler.Name, webhookEvent.Id), linked.Token);

        HandlerResult End(string outcome, Exception? error = null) =>
            new(handler.Name, startedAt, outcome, time.GetElapsedTime(started), error, grace.IsOver);
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
                ? new TimeoutException($"The handler took longer than its limit of {options.HandlerTimeout:c}.")
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

/// <summary>How one run of a handler ended.</summary>
/// <param name="Handler">Its name.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Outcome">succeeded, failed, timed_out or interrupted.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">What it threw, or null.</param>
/// <param name="IgnoredCancellation">Whether it went on long after it was asked to end.</param>
internal sealed record HandlerResult(
    string Handler, DateTimeOffset StartedAt, string Outcome, TimeSpan Duration, Exception? Error, bool IgnoredCancellation)
{
    private const int MaxErrorLength = 500;

    /// <summary>Whether the handler did its work.</summary>
    public bool Succeeded => Outcome == "succeeded";

    /// <summary>Whether the process stopped, or the claim was lost, before it was done: no failure.</summary>
    public bool Interrupted => Outcome == "interrupted";

    /// <summary>What went wrong in one short text, or null.</summary>
    public string? ErrorText => Error is null ? null : Shorten($"{Error.GetType().Name}: {Error.Message}");

    /// <summary>The run as the ledger remembers it.</summary>
    public Storage.AttemptEntry ToEntry(int attempt) =>
        new(StartedAt, attempt, Handler, Outcome, Math.Round(Duration.TotalMilliseconds, 1), ErrorText);

    private static string Shorten(string text) => text.Length <= MaxErrorLength ? text : string.Concat(text.AsSpan(0, MaxErrorLength), "…");
}
