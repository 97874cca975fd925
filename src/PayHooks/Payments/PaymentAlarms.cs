using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PayHooks.Diagnostics;

namespace PayHooks.Payments;

/// <summary>Reports each contradiction once: in the list of flags, as a metric and in the log.</summary>
internal sealed partial class PaymentAlarms(ISubjectStore store, TimeProvider time, ILogger<PaymentAlarms> logger)
{
    /// <summary>Reports the flags that an event raised. After a crash, only the write to the list is repeated.</summary>
    public async ValueTask RaiseAsync(SubjectEvent change, SubjectResult result, CancellationToken cancellationToken)
    {
        var key = SubjectKey.ParentOf(change.Source, change.Subject) ?? SubjectKey.Of(change.Source, change.Subject);
        foreach (var flag in result.Raised.Alarms().ToNames())
        {
            await store.RaiseAsync(new RaisedFlag(key, flag, change.EventId, time.GetUtcNow()), cancellationToken);
            if (!result.WasApplied)
            {
                Telemetry.PaymentFlags.Add(1, new TagList { { "source", change.Source }, { "flag", flag } });
                LogRaised(logger, flag, SubjectTexts.Of(key.Kind), key.Id, key.Source, change.EventId);
            }
        }
    }

    /// <summary>
    /// Reports that the provider's API contradicted an event. Only a payment or payout that is known gets the flag: a forged notice must
    /// not create one.
    /// </summary>
    /// <param name="source">The configured source.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="subject">The object that the event reports.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask RaiseContradictedAsync(string source, string eventId, Subject subject, CancellationToken cancellationToken)
    {
        var key = SubjectKey.ParentOf(source, subject) ?? SubjectKey.Of(source, subject);
        var isKnown = await store.ApplyAsync<bool>(
            key,
            current => current is null ? (null, false) : (SubjectMarks.Flag(current, PaymentFlags.Contradicted, time.GetUtcNow()), true),
            cancellationToken);
        if (isKnown)
        {
            await store.RaiseAsync(new RaisedFlag(key, PaymentFlagTexts.Contradicted, eventId, time.GetUtcNow()), cancellationToken);
            Telemetry.PaymentFlags.Add(1, new TagList { { "source", source }, { "flag", PaymentFlagTexts.Contradicted } });
        }

        LogRaised(logger, PaymentFlagTexts.Contradicted, SubjectTexts.Of(key.Kind), key.Id, source, eventId);
    }

    [LoggerMessage(
        EventId = 100, Level = LogLevel.Error,
        Message = "Payment alarm {Flag}: {Kind} {Id} of {Source}, raised by {EventId}. Look the payment up.")]
    private static partial void LogRaised(ILogger logger, string flag, string kind, string id, string source, string eventId);
}
