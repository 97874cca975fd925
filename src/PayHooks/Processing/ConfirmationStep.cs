using PayHooks.Confirmation;
using PayHooks.Payments;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>
/// The step between the claim and the payment: the provider's API confirms what a webhook does not authenticate. Until then the event is
/// recorded without an effect, and no handler sees it.
/// </summary>
internal sealed class ConfirmationStep(EventConfirmation confirmation, PaymentAlarms alarms, LeaseTimes leases, TimeProvider time)
{
    /// <summary>Asks the API if the event needs it, and records a confirmation with the claim.</summary>
    public async Task<ConfirmationStepResult> RunAsync(FencedLease claim, CancellationToken stopping)
    {
        var record = claim.Record;
        if (!confirmation.IsDue(record))
        {
            return new ConfirmationStepResult(ConfirmationNext.Handle);
        }

        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        var answer = await confirmation.AskAsync(record, stopping);
        var entry = new AttemptEntry(
            startedAt, record.Attempts + 1, null, ConfirmationOutcomeText.Of(answer.Outcome),
            Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1), answer.Why);
        var result = new ConfirmationStepResult(ConfirmationNext.Retry) { Why = answer.Why, Wait = answer.Wait, Entry = entry };
        switch (answer.Outcome)
        {
            case ConfirmationOutcome.Confirmed or ConfirmationOutcome.Superseded:
                using (var wait = new StoreTimeout(time, stopping))
                {
                    // Before the payment: a repeat after a crash must not depend on what the API says then.
                    return await claim.ConfirmAsync(answer.Facts!, time.GetUtcNow() + leases.Length, wait.Token)
                        ? result with { Next = ConfirmationNext.Handle }
                        : result with { Next = ConfirmationNext.Lost };
                }

            case ConfirmationOutcome.Outdated:
                claim.Amend(one => one with { Effect = Effect.Stale });
                return result with { Next = ConfirmationNext.PassOver };
            case ConfirmationOutcome.Contradicted:
                using (var wait = new StoreTimeout(time, stopping))
                {
                    // Before the record, so that no crash hides it.
                    await alarms.RaiseContradictedAsync(record.Source, record.Id, record.Facts.Subject!, wait.Token);
                }

                return result with { Next = ConfirmationNext.DeadLetter };
            case ConfirmationOutcome.Limited:
                return result with { Next = ConfirmationNext.Wait };
            default:
                return result;
        }
    }
}

/// <summary>What follows the question to the API.</summary>
/// <param name="Next">The next step.</param>
internal sealed record ConfirmationStepResult(ConfirmationNext Next)
{
    /// <summary>What the API said, for a person.</summary>
    public string Why { get; init; } = "";

    /// <summary>How long to wait at least.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The question as an attempt of the event; null if none was asked.</summary>
    public AttemptEntry? Entry { get; init; }
}

/// <summary>The step after the question to the API.</summary>
internal enum ConfirmationNext
{
    /// <summary>The payment and the handlers: the event is confirmed, or needed no confirmation.</summary>
    Handle,

    /// <summary>Only handlers of stale events: the payment has passed what the event reports.</summary>
    PassOver,

    /// <summary>A failed attempt: the API does not confirm it yet, or cannot be asked.</summary>
    Retry,

    /// <summary>A later message, without a failed attempt: the API may not be asked now.</summary>
    Wait,

    /// <summary>A dead letter: the API contradicts the event.</summary>
    DeadLetter,

    /// <summary>Nothing: the claim was lost.</summary>
    Lost,
}
