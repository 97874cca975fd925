using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>
/// Processes one message: reads it, claims the event, runs the handlers, makes the outcome durable, and only then lets the host complete
/// the message. Whatever fails, the event remains in the queue or in the ledger.
/// </summary>
internal sealed class EventProcessor(
    SourceCatalog sources, MessageRequeuer requeuer, IEventLedger ledger, EventRecordFactory deliveries, AttemptExecutor run,
    PaymentStep payments, DeadEventReruns reruns, LeaseTimes leases, TimeProvider time, SourceActivityRecorder? seen = null)
{
    /// <summary>A message dequeued more often than this without an outcome makes its event a dead letter.</summary>
    public const int MaxDequeues = 10;

    private readonly HeldClaims held = new();

    /// <summary>Processes a message. Never throws.</summary>
    /// <param name="text">The message text.</param>
    /// <param name="dequeueCount">The number of dequeues, including this one.</param>
    /// <param name="stopping">Canceled when the process stops.</param>
    /// <param name="slot">What the message occupies, or null.</param>
    public Task<ProcessResult> ProcessAsync(
        MessageText text, int dequeueCount, CancellationToken stopping, IProcessingSlot? slot = null) =>
        ProcessAsync(text, null, Exhausted(dequeueCount), slot, stopping);

    /// <summary>Processes a message of a queue that PayHooks pumps itself. Never throws.</summary>
    /// <param name="message">The message.</param>
    /// <param name="stopping">Canceled when the process stops.</param>
    /// <param name="slot">What the message occupies, or null.</param>
    public Task<ProcessResult> ProcessAsync(TakenMessage message, CancellationToken stopping, IProcessingSlot? slot = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ProcessAsync(message.Text, message, Exhausted(message.DequeueCount), slot, stopping);
    }

    /// <summary>
    /// Processes a message from the platform's poison queue: the event becomes a dead letter unless it is finished or another worker is
    /// processing it. Never throws.
    /// </summary>
    public async Task<ProcessResult> ProcessPoisonAsync(MessageText text, CancellationToken stopping)
    {
        const string Exhausted = "The message was dequeued too often without an outcome and moved to the poison queue.";
        var result = await ProcessAsync(text, null, Exhausted, null, stopping);
        Telemetry.PoisonMessages.Add(1, new TagList { { "source", result.Source } });
        return result;
    }

    /// <summary>Replaces a message by one that is due later, with a delay that grows with each time.</summary>
    /// <exception cref="Exception">The queue cannot be written: the message must stay.</exception>
    public async Task<ProcessResult> DeferAsync(MessageText text, string why)
    {
        var read = MessageSerializer.Read(text);
        var result = new ProcessResult(ProcessOutcome.Requeued) { Source = read.Message?.Source, Why = why };
        return read.Message is { } message
            ? await requeuer.RequeueWithBackoffAsync(message, result)
            : await requeuer.RequeueWithBackoffAsync(text, read.RequeueCount, result);
    }

    private static string? Exhausted(int dequeueCount) =>
        dequeueCount > MaxDequeues ? $"The message was dequeued {dequeueCount} times without an outcome." : null;

    private async Task<ProcessResult> ProcessAsync(
        MessageText text, TakenMessage? taken, string? exhausted, IProcessingSlot? slot, CancellationToken stopping)
    {
        var read = MessageSerializer.Read(text);
        using var activity = ProcessTelemetry.Start(read.Message);
        ProcessResult result;
        try
        {
            result = read switch
            {
                { IsUnreadable: true } => await DeadLetterUnreadableAsync(text, stopping),
                { Message: null } => await requeuer.RequeueWithBackoffAsync(text, read.RequeueCount, new(ProcessOutcome.Requeued)
                {
                    Why = "The message has a version or a kind that this version of PayHooks does not know. Deploy the newer version "
                        + "again.",
                    NeedsAttention = true,
                }),
                { Message: { } message } => await ProcessMessageAsync(message, taken, exhausted, slot, stopping),
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            result = new ProcessResult(ProcessOutcome.Released) { Source = read.Message?.Source };
        }
        catch (Exception e)
        {
            result = await requeuer.RequeueAfterOutageAsync(read.Message, e);
        }

        if (result.Outcome == ProcessOutcome.Released && read.Message is { } released)
        {
            result = await requeuer.ReplaceAsync(released, result);
        }

        ProcessTelemetry.Report(activity, result);
        return result;
    }

    private async Task<ProcessResult> ProcessMessageAsync(
        QueueMessage message, TakenMessage? taken, string? exhausted, IProcessingSlot? slot, CancellationToken stopping)
    {
        // Before the claim: work that has not started need not be released.
        stopping.ThrowIfCancellationRequested();
        if (sources.Find(message.Source) is not { Provider: not null } source)
        {
            return await requeuer.RequeueWithBackoffAsync(message, new(ProcessOutcome.Requeued)
            {
                Source = message.Source,
                Why = $"The source '{message.Source}' is missing from the settings, or its settings are not valid. Its events wait until "
                    + "this is fixed.",
                NeedsAttention = true,
            });
        }

        if (message is not RetryMessage { IsGuard: true })
        {
            Telemetry.EventLag.Record(Math.Max(0, (time.GetUtcNow() - message.DueAt).TotalSeconds),
                new TagList { { "source", message.Source } });
        }

        var request = new ClaimRequest
        {
            Message = message,
            Owner = RandomHex.Of(16),
            Now = time.GetUtcNow(),
            Lease = leases.Length,
            IsHeld = held.Contains,
        };
        using var hold = held.Add(request.Owner);
        EventKey key;
        LedgerSnapshot? expected = null;
        if (message is DeliveryMessage delivery)
        {
            var what = await deliveries.ReadAsync(delivery, source, stopping);
            exhausted ??= what.Problem;
            request = request with { NewRecord = what.Record, MessageKey = taken?.Key };
            (key, expected) = (what.Record.Key, LedgerSnapshot.Absent);
        }
        else
        {
            key = new EventKey(message.Source, message is RetryMessage retry ? retry.EventId : ((ReplayMessage)message).EventId);
        }

        // Not canceled by shutdown: a claim must not be written after this process has given up on it.
        using var wait = new StoreTimeout(time);
        var applied = await ledger.ApplyAsync(key, Decide, expected, wait.Token);
        var record = applied.Now.Record;
        if (record is not null && message is DeliveryMessage processed)
        {
            seen?.Processed(processed, record, applied.Answer.IsConflict);
        }

        if (applied.Answer.Outcome == ClaimOutcome.Duplicate && record is { IsBodyGone: true } && message is DeliveryMessage repeat)
        {
            await deliveries.ForgetAsync(repeat, wait.Token);
        }

        if (applied.Answer.Outcome == ClaimOutcome.Duplicate && record is not null && message is DeliveryMessage resent)
        {
            await reruns.StartAsync(record, resent.DeliveryId, wait.Token);
        }

        var result = new ProcessResult(ProcessOutcome.Dropped)
        {
            EventId = key.Id,
            Source = key.Source,
            Type = record?.Facts.Type,
            Why = applied.Answer.Why,
        };
        result = applied.Answer.Outcome switch
        {
            ClaimOutcome.Claimed => await run.RunAsync(applied, message, taken, exhausted, slot, stopping),
            ClaimOutcome.Requeue => await requeuer.RequeueAsync(
                message, Positive(applied.Answer.Until - time.GetUtcNow()),
                result with { Outcome = ProcessOutcome.Requeued, Why = "Another worker holds the claim." }),
            ClaimOutcome.Duplicate => result with { Outcome = ProcessOutcome.Duplicate, IsConflict = applied.Answer.IsConflict },
            ClaimOutcome.DeadLettered => result with { Outcome = ProcessOutcome.Dead, Why = record?.LastError },
            ClaimOutcome.Refused => result with { NeedsAttention = true },
            _ => result,
        };
        return record is not null && (result.Outcome == ProcessOutcome.Dead
            || (applied.Answer.Outcome == ClaimOutcome.Dropped && record.Status == EventStatus.Dead))
                ? await MarkDeadAsync(record, message, result)
                : result;

        LedgerDecision<ClaimResult> Decide(EventRecord? current)
        {
            var decision = ClaimTable.Decide(current, request);
            return exhausted is null ? payments.With(decision) : decision;
        }
    }

    // Before the message ends: it returns after a crash and is dropped, and the mark is made then.
    private async Task<ProcessResult> MarkDeadAsync(EventRecord record, QueueMessage message, ProcessResult result)
    {
        try
        {
            using var wait = new StoreTimeout(time);
            await payments.MarkDeadAsync(record, wait.Token);
            return result;
        }
        catch (Exception)
        {
            return await requeuer.RequeueWithBackoffAsync(message, result);
        }
    }

    // The raw text is kept as the body of the dead letter, so that a person can inspect it.
    private async Task<ProcessResult> DeadLetterUnreadableAsync(MessageText text, CancellationToken stopping)
    {
        var body = text.AllBytes();
        var record = deliveries.Unreadable(body);
        using var wait = new StoreTimeout(time, stopping);
        await ledger.ApplyAsync(
            record.Key,
            current => current is null ? new(true, record, body) : new LedgerDecision<bool>(true),
            LedgerSnapshot.Absent,
            wait.Token);
        return new ProcessResult(ProcessOutcome.Dead)
        {
            EventId = record.Id,
            Source = record.Source,
            Type = record.Facts.Type,
            Why = record.LastError,
            NeedsAttention = true,
        };
    }

    private static TimeSpan Positive(TimeSpan delay) => delay < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : delay;
}
