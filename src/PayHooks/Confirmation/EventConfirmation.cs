using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Payments;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Confirmation;

/// <summary>
/// Asks the provider's API whether a weakly verified notice is true, before it reaches a payment or a handler. Asking again has the same
/// result, or a later one if the object has changed.
/// </summary>
internal sealed partial class EventConfirmation(
    SourceCatalog sources, ProviderLookup lookup, LookupLimit limit, ApiItemReceiver items, TimeProvider time,
    ILogger<EventConfirmation> logger)
{
    // Whatever the provider asks for: queues take delays of seven days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether the API must confirm the event: it reports the state of an object that the API finds, and is verified less than
    /// <see cref="ApiSettings.Confirm"/> accepts.
    /// </summary>
    public bool IsDue(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return sources.Find(record.Source) is { Settings.Api: { } settings, Provider: not null } source
            && record.Verification < Sufficient(settings.Confirm)
            && record.Facts.Subject is { } subject
            && lookup.Finds(source, subject.Kind)
            && StateOf(source, record) is { } notice

            // A caller with credentials may report what this API lacks. Anyone else could choose an id that nobody is asked about.
            && (record.Verification < VerificationLevel.Credentials || lookup.Finds(source, LookupOf(record, notice)));
    }

    /// <summary>Asks the API. If it is further than the notice, its present state is enqueued as a delivery before this returns.</summary>
    public async Task<ConfirmationAnswer> AskAsync(EventRecord record, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(record);
        var source = sources.Find(record.Source)!;
        var answer = record.Verification < VerificationLevel.Credentials && limit.Take(record.Source) is { } wait
            ? new ConfirmationAnswer(ConfirmationOutcome.Limited)
            {
                Why = $"More notices of '{record.Source}' that nobody signed wait for the provider's API than it is asked about.",
                Wait = wait,
            }
            : await AskAsync(source, record, StateOf(source, record)!, stopping);
        Telemetry.Confirmations.Add(
            1, new TagList { { "source", record.Source }, { "outcome", ConfirmationOutcomeText.Of(answer.Outcome) } });
        if (answer.Outcome == ConfirmationOutcome.KeyRefused)
        {
            LogKeyRefused(logger, record.Source, answer.Why);
        }

        return answer;
    }

    private static VerificationLevel Sufficient(ApiConfirmation confirm) => confirm switch
    {
        ApiConfirmation.Never => VerificationLevel.None,
        ApiConfirmation.Partial => VerificationLevel.Signature,
        _ => VerificationLevel.Api,
    };

    private static SubjectEvent? StateOf(Source source, EventRecord record) => SubjectEvent.From(
        record.Id, record.Source, record.Facts, source.Provider!.Payments, record.Verification, record.ReceivedAt);

    private static ApiLookup LookupOf(EventRecord record, SubjectEvent notice) => new(notice.Subject)
    {
        ProviderEventId = record.Facts.ProviderEventId,
        MerchantReference = notice.MerchantReference,
        Livemode = notice.Livemode,
    };

    private async Task<ConfirmationAnswer> AskAsync(Source source, EventRecord record, SubjectEvent notice, CancellationToken stopping)
    {
        var result = await lookup.FindAsync(source, LookupOf(record, notice), stopping);
        if (result.Failure is { } failure)
        {
            return OfFailure(failure, result);
        }

        if (result.Found.Count == 0)
        {
            return new ConfirmationAnswer(ConfirmationOutcome.NotFound)
            {
                Why = $"The provider's API does not know the {SubjectTexts.Of(notice.Subject.Kind)}, or reports no state of it. "
                    + "The notice may be forged, or ahead of the API.",
            };
        }

        var compared = result.Found.Select(found => (Found: found, Result: ApiComparison.Of(notice, found.State))).ToList();
        foreach (var newer in compared.Where(one => one.Result.Outcome is ConfirmationOutcome.Superseded or ConfirmationOutcome.Outdated))
        {
            using var wait = new StoreTimeout(time);
            await items.EnqueueAsync(source, newer.Found.Item, newer.Found.Identity, wait.Token);
        }

        // An API may report an object in several items, for example its payment and its refunds.
        var (best, (outcome, why)) = compared.MinBy(one => one.Result.Outcome);
        var isTrue = outcome is ConfirmationOutcome.Confirmed or ConfirmationOutcome.Superseded;
        return new ConfirmationAnswer(outcome)
        {
            Why = isTrue ? "" : $"The provider's API {Verb(outcome)} the notice. {why}",
            Facts = !isTrue ? null : ApiComparison.FactsOf(
                record.Facts, best.Facts, isSame: outcome == ConfirmationOutcome.Confirmed,
                isTrusted: record.Verification >= VerificationLevel.Credentials),
        };
    }

    private static string Verb(ConfirmationOutcome outcome) => outcome switch
    {
        ConfirmationOutcome.Contradicted => "contradicts",
        ConfirmationOutcome.Outdated => "is past",
        _ => "does not confirm",
    };

    private static ConfirmationAnswer OfFailure(ApiFailure failure, LookupResult result) => failure switch
    {
        ApiFailure.Throttled => new(ConfirmationOutcome.Throttled)
        {
            Why = $"The provider's API limits requests, so no handler has run. {result.Why}",
            Wait = WaitOf(result),
        },
        ApiFailure.Refused => new(ConfirmationOutcome.KeyRefused)
        {
            Why = $"The provider's API refuses the key of the source, so no handler has run. {result.Why}",
        },
        _ => new(ConfirmationOutcome.Unavailable)
        {
            Why = $"The provider's API could not be asked, so no handler has run. {result.Why}",
            Wait = WaitOf(result),
        },
    };

    private static TimeSpan WaitOf(LookupResult result) =>
        result.RetryAfter is not { } wait ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait;

    [LoggerMessage(EventId = 120, Level = LogLevel.Error,
        Message = "Events of {Source} wait because they cannot be confirmed: {Why} Correct its Api__Key.")]
    private static partial void LogKeyRefused(ILogger logger, string source, string why);
}
