using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Writing;

namespace PayHooks.RocksDb.Operations;

/// <summary>Stores the last time the store saw.</summary>
internal sealed class KeepTimeOperation(StoreClock clock) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        clock.Write(batch.Changes);
        return true;
    }
}

/// <summary>
/// Makes messages due whose due time exceeds the longest possible delay. They were scheduled by a wrong clock and would otherwise wait
/// until that time.
/// </summary>
internal sealed class FindMisdatedOperation(Database database, WaitingMessages waiting, DateTimeOffset now) : WriteOperation<int>
{
    /// <summary>More than the longest retry delay, which is six days plus jitter.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    private const int MostMessages = 500;

    // The lowest due time used; with 0, the message would be treated as one without a delay.
    private const long DueNow = 1;

    private readonly List<long> found = [];

    protected override int Decide(PendingBatch batch)
    {
        if (batch.Changes.Count > 0)
        {
            // The database does not show what this batch has removed. The next run finds the remaining messages.
            return 0;
        }

        Span<byte> from = stackalloc byte[Keys.QueueLength];
        Span<byte> until = stackalloc byte[Keys.QueueLength];
        Span<byte> key = stackalloc byte[Keys.QueueLength];
        using var range = database.Range(
            Family.Queue, Keys.OfMessage(from, (now + LongestDelay).UtcTicks, 0), Keys.OfMessage(until, long.MaxValue, long.MaxValue));
        for (var more = range.ToFirst(); more && found.Count < MostMessages; more = range.ToNext())
        {
            var number = Keys.Number(range.Key[Keys.NumberLength..]);
            if (!waiting.Taken.Contains(number))
            {
                batch.Changes.Delete(Family.Queue, range.Key);
                batch.Changes.Put(Family.Queue, Keys.OfMessage(key, DueNow, number), range.Value);
                found.Add(number);
            }
        }

        return found.Count;
    }

    protected override void WhenDurable() => found.ForEach(number => waiting.MadeDue(DueNow, number));
}
