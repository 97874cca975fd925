using PayHooks.Processing.Protocol;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing.Model;

/// <summary>The protocol with one of its rules broken, made by what stands between it and the ledger.</summary>
internal static class Mutants
{
    /// <summary>Claims are taken over as soon as they are a minute old.</summary>
    public static IEventLedger Impatient(IEventLedger inner) =>
        new Mutant(inner, before: record => record.Owner is null ? record : record with { LeaseUntil = record.LeaseUntil.AddSeconds(-90) });

    /// <summary>A message that meets a living claim ends, instead of being put back.</summary>
    public static IEventLedger Dropping(IEventLedger inner) => new Mutant(
        inner, answer: answer => answer.Outcome == ClaimOutcome.Requeue ? new ClaimResult(ClaimOutcome.Dropped) : answer);

    /// <summary>Which deliveries were counted is forgotten.</summary>
    public static IEventLedger Miscounting(IEventLedger inner) => new Mutant(inner, before: record => record with { DeliveryLog = [] });

    /// <summary>A claim forgets which handlers have finished.</summary>
    public static IEventLedger Forgetting(IEventLedger inner) => new Mutant(inner, before: record => record with { Handled = [] });

    /// <summary>A message that comes for a paused event takes it for completed.</summary>
    public static IEventLedger Forsaking(IEventLedger inner) => new Mutant(
        inner, before: record => record.Status == EventStatus.Paused ? record with { Status = EventStatus.Completed } : record);

    /// <summary>Whoever once held the claim may write.</summary>
    public static Func<IEventLedger, IEventLedger> Unfenced()
    {
        List<EventRecord> claims = [];
        return inner => new UnfencedLedger(inner, claims);
    }

    // Shows a claim another record than there is, or answers it otherwise.
    private sealed class Mutant(IEventLedger inner, Func<EventRecord, EventRecord>? before = null, Func<ClaimResult,
        ClaimResult>? answer = null)
        : Ledger(inner)
    {
        public override async ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
        {
            var isClaim = typeof(T) == typeof(ClaimResult);
            var applied = await Inner.ApplyAsync(
                key, current =>
                    isClaim && current is not null && before is not null ? Decide(change, current, before)
                    : change(current), lastSeen, cancellationToken);
            return isClaim && answer is not null && applied.Answer is ClaimResult given ? applied with { Answer = (T)(object)answer(given) }
                : applied;
        }
    }

    // What is not claimed keeps what was hidden from the decision.
    private static LedgerDecision<T> Decide<T>(LedgerChange<T> change, EventRecord current, Func<EventRecord, EventRecord> before)
    {
        var decision = change(before(current));
        return decision.Write is { } write && write.Owner == current.Owner
            ? decision with { Write = write with { LeaseUntil = current.LeaseUntil, Handled = current.Handled } }
            : decision;
    }

    private sealed class UnfencedLedger(IEventLedger inner, List<EventRecord> claims) : Ledger(inner)
    {
        public override async ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
        {
            var applied = await Inner.ApplyAsync(key, current => Decide(change, current), lastSeen, cancellationToken);
            if (applied is { Answer: ClaimResult { Outcome: ClaimOutcome.Claimed }, Now.Record: { } claimed })
            {
                claims.Add(claimed);
            }

            return applied;
        }

        private LedgerDecision<T> Decide<T>(LedgerChange<T> change, EventRecord? current)
        {
            var decision = change(current);
            if (typeof(T) == typeof(ClaimResult) || current is null || decision.Write is not null)
            {
                return decision;
            }

            return claims
                .Where(claim => claim.Id == current.Id)
                .Select(claim =>
                    change(current with { Owner = claim.Owner, Generation = claim.Generation, Status = EventStatus.Processing }))
                .Where(forced => forced.Write is not null)
                .Select(forced => forced with { Write = forced.Write! with { Owner = current.Owner, Generation = current.Generation } })
                .DefaultIfEmpty(decision)
                .First();
        }
    }
}
