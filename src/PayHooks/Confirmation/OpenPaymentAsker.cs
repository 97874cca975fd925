using System.Collections.Concurrent;
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
/// Asks the provider's API about open payments that are due, and enqueues what has changed as a delivery. A row is taken before the API is
/// asked, so that of two instances only one asks.
/// </summary>
internal sealed partial class OpenPaymentAsker(
    OpenPayments open, OpenPaymentHours hours, ProviderLookup lookup, ISubjectStore subjects, IStateStore store, ApiItemReceiver items,
    TimeProvider time, ILogger<OpenPaymentAsker> logger)
{
    private const int PageSize = 500;
    private const int AtOnce = 8;

    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(2);

    // Longer than a lookup and what follows may take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // An API that cannot be asked for a week is not waited for.
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(7);
    private static readonly TimeSpan PauseAfterOutage = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> pausedUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks about what is due. What is left when the run takes too long is left to the next.</summary>
    /// <returns>The number of payments that the API was asked about.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        if (!open.IsAny)
        {
            return 0;
        }

        var started = time.GetTimestamp();
        var asked = 0;
        HashSet<DateTimeOffset> empty = [];
        foreach (var hour in await hours.ListAsync(stopping))
        {
            var partition = OpenPayment.PartitionOf(hour);
            string? after = null;
            IReadOnlyList<StateRow> page;
            do
            {
                page = await ListAsync(partition, after);
                if (page.Count == 0 && after is null)
                {
                    empty.Add(hour);
                }

                var now = time.GetUtcNow();
                (StateRow Row, OpenPayment? Payment)[] due =
                [
                    .. page.Select(row => (Row: row, Payment: OpenPayment.FromJson(row.Value.Span)))
                        .Where(one => one.Payment is null || one.Payment.DueAt <= now),
                ];
                foreach (var chunk in due.Chunk(AtOnce))
                {
                    if (time.GetElapsedTime(started) >= LongestRun)
                    {
                        return asked;
                    }

                    var answers = await Task.WhenAll(chunk.Select(one => TryAskAsync(partition, one.Row, one.Payment, stopping)));
                    asked += answers.Count(isAsked => isAsked);
                }

                // The rows of an hour are in the order of their minutes.
                after = page.Count < PageSize || due.Length == 0 ? null : page[^1].Key;
            }
            while (after is not null);
        }

        await hours.CloseAsync(empty, stopping);
        return asked;
    }

    // One row that cannot be read or written must not keep the others waiting.
    private async Task<bool> TryAskAsync(string partition, StateRow row, OpenPayment? payment, CancellationToken stopping)
    {
        try
        {
            return await AskAsync(partition, row, payment, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogRowFailed(logger, e, row.Key);
            return false;
        }
    }

    private async Task<bool> AskAsync(string partition, StateRow row, OpenPayment? payment, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (payment is null)
        {
            await DeleteAsync(partition, row);
            return false;
        }

        if (open.SourceOf(payment) is not { } source)
        {
            // During a deployment, another instance may know the source or its key.
            await DropOverdueAsync(partition, row, payment);
            return false;
        }

        if (payment.IsTaken(now, Lease) || (pausedUntil.TryGetValue(payment.Source, out var until) && until > now))
        {
            return false;
        }

        using var reading = new StoreTimeout(time);
        var known = await subjects.FindAsync(payment.Payment, reading.Token);
        if (known is null || OpenPayment.StateOf(known) != payment.State)
        {
            // It is final, or whatever moved it has noted it again.
            await DeleteAsync(partition, row);
            return false;
        }

        if (await TakeAsync(partition, row, payment with { TakenUntil = now + Lease, TakenBy = RandomHex.Of(16) }) is not { } taken)
        {
            return false;
        }

        var outcome = await AskAsync(source, partition, taken, payment, known, stopping);
        Telemetry.OpenPayments.Add(1, new TagList { { "source", payment.Source }, { "outcome", outcome } });
        return true;
    }

    private async Task<string> AskAsync(
        Source source, string partition, StateRow taken, OpenPayment payment, SubjectRow known, CancellationToken stopping)
    {
        var result = await lookup.FindAsync(
            source,
            new ApiLookup(new Subject(SubjectKind.Payment, payment.Id) { Mode = payment.Mode })
            {
                MerchantReference = known.MerchantReference,
                Livemode = known.Livemode,
            },
            stopping);
        if (result.Failure is { } failure)
        {
            Pause(payment.Source, failure, result);
            await DropOverdueAsync(partition, taken, payment);
            return "failed";
        }

        var changes = result.Found.Where(found => IsChange(known, found.State)).ToList();
        using var wait = new StoreTimeout(time);
        foreach (var change in changes)
        {
            await items.EnqueueAsync(source, change.Item, change.Identity, wait.Token);
        }

        if (changes.Count > 0)
        {
            // If the payment is still open after that, the item's event notes it again.
            await DeleteAsync(partition, taken);
            return "changed";
        }

        return await open.PostponeAsync(partition, taken, payment, wait.Token) ? "unchanged" : "dropped";
    }

    // Whether the API is further than the authenticated events of the payment.
    private static bool IsChange(SubjectRow known, SubjectEvent api)
    {
        var state = Folds.Of(known).Confirmed.State;
        var changedAt = known.Entries.Where(entry => entry is { Kind: SubjectKind.Payment, IsConfirmed: true })
            .Max(entry => entry.ChangedAt);
        return state == SubjectState.None
            || ApiComparison.IsFurther(api with { State = state, Subject = api.Subject with { ChangedAt = changedAt } }, api);
    }

    private void Pause(string source, ApiFailure failure, LookupResult result)
    {
        var pause = failure == ApiFailure.Refused ? PauseAfterRefusal : result.RetryAfter ?? PauseAfterOutage;
        pausedUntil[source] = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        LogFailed(logger, source, result.Why);
    }

    private async ValueTask<IReadOnlyList<StateRow>> ListAsync(string partition, string? after)
    {
        using var wait = new StoreTimeout(time);
        return await store.ListAsync(partition, after, PageSize, wait.Token);
    }

    private async ValueTask<StateRow?> TakeAsync(string partition, StateRow row, OpenPayment payment)
    {
        using var wait = new StoreTimeout(time);
        return await store.WriteAsync(partition, row.Key, payment.ToJson(), row.Tag, wait.Token);
    }

    private async ValueTask DropOverdueAsync(string partition, StateRow row, OpenPayment payment)
    {
        if (time.GetUtcNow() - payment.DueAt > GivesUpAfter)
        {
            await DeleteAsync(partition, row);
        }
    }

    private async ValueTask DeleteAsync(string partition, StateRow row)
    {
        using var wait = new StoreTimeout(time);
        await store.DeleteAsync(partition, row.Key, row.Tag, wait.Token);
    }

    [LoggerMessage(EventId = 123, Level = LogLevel.Warning,
        Message = "An open payment ({Row}) could not be asked about; it is asked about later.")]
    private static partial void LogRowFailed(ILogger logger, Exception error, string row);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning,
        Message = "The provider's API could not be asked about open payments of {Source}; they are asked about later. {Why}")]
    private static partial void LogFailed(ILogger logger, string source, string? why);
}
