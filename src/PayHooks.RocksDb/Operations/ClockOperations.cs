using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Writing;

namespace PayHooks.RocksDb.Operations;

/// <summary>Keeps the time that the store has seen.</summary>
internal sealed class KeepTimeOperation(StoreClock clock) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        clock.Write(batch.Changes);
        return true;
    }
}

/// <summary>
/// Makes messages due whose time is further away than any delay can be: a wrong clock has scheduled them, and they would wait until that
/// time has really come.
/// </summary>
internal sealed class FindMisdatedOperation(Database database, WaitingMessages waiting, DateTimeOffset now) : WriteOperation<int>
{
    /// <summary>The longest delay of a retry is six days, and a little more by chance.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    private const int MostMessages = 500;

    // The first due time there is; without one, a message would be among those that wait for nothing.
    private const long DueNow = 1;

    private readonly List<long> found = [];

    protected override int Decide(PendingBatch batch)
    {
        if (batch.Changes.Count > 0)
        {
            // The database does not show what this batch has removed. The next run finds them.
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
