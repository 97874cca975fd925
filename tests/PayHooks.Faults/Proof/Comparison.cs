using PayHooks.Faults.Load;
using PayHooks.Faults.Target;

namespace PayHooks.Faults.Proof;

/// <summary>Holds the three lists against each other.</summary>
/// <param name="acked">The deliveries that were answered 200, by event.</param>
/// <param name="ledger">What the store holds.</param>
/// <param name="effects">What the forward target recorded, in order.</param>
/// <param name="killedAt">When the runs of the server were killed; run n is at n − 1, and the last one is not there.</param>
internal sealed class Comparison(
    IReadOnlyList<AckedEvent> acked, LedgerView ledger, IReadOnlyList<ObservedRun> effects, IReadOnlyList<long> killedAt)
{
    // From the target's answer until the completion is on the disk a handler counts as running. That takes milliseconds; on a
    // machine that does much else, more. Whatever ended longer before a kill was not hit by it.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LedgerEntry> entries = ledger.Entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
    private readonly ILookup<string, ObservedRun> byKey = effects.ToLookup(effect => effect.Key, StringComparer.Ordinal);

    /// <summary>The figures.</summary>
    public Figures Run()
    {
        var reruns = byKey.SelectMany(Reruns).ToArray();
        return new Figures
        {
            Acked = acked.Sum(one => (long)one.Deliveries),
            AckedEvents = acked.Count,
            Lost = acked.Sum(Lost),
            Handled = byKey.Count,
            Invented = entries.Keys.Concat(byKey.Select(effect => effect.Key)).Distinct(StringComparer.Ordinal)
                .Except(acked.Select(one => one.Id)).Count(),
            Stuck = ledger.Entries.Count(entry => !entry.IsCompleted) + ledger.MessagesLeft,
            DoubledWithoutKill = reruns.Count(excused => !excused),
            RerunAtKill = reruns.Count(excused => excused),
            Kills = killedAt.Count,
            Damage = ledger.Damage,
        };
    }

    // A 200 promises that the delivery is counted and that the event has its effect. An event that is not completed is told
    // apart: it is stuck, not lost.
    private long Lost(AckedEvent one)
    {
        if (!entries.TryGetValue(one.Id, out var entry))
        {
            return one.Deliveries;
        }

        var uncounted = Math.Max(0, one.Deliveries - entry.Deliveries);
        return entry.IsCompleted && !byKey.Contains(one.Id) ? one.Deliveries : uncounted;
    }

    // Every effect of a key beyond its first: whether a kill excuses it. It does if it ended the run that made the effect
    // before, while the handler ran or its end was being written; and if the ledger saw it too: each excuse needs a claim of its
    // own that vanished with its process.
    private IEnumerable<bool> Reruns(IGrouping<string, ObservedRun> sameKey)
    {
        var crashes = entries.GetValueOrDefault(sameKey.Key).Crashes;
        foreach (var (before, again) in sameKey.Zip(sameKey.Skip(1)))
        {
            yield return before.Run < again.Run && WasRunningAtKill(before) && crashes-- > 0;
        }
    }

    private bool WasRunningAtKill(ObservedRun effect) =>
        TimeProvider.System.GetElapsedTime(effect.At, killedAt[effect.Run - 1]) < LongestEnd;
}
