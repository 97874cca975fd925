using System.Buffers.Binary;
using PayHooks.RocksDb.Engine;

namespace PayHooks.RocksDb;

/// <summary>
/// Detects jumps of the wall clock. The store persists the last time it saw. If the clock jumps far ahead of that time, or of the time
/// elapsed since, it is distrusted for a day: nothing is pruned, and an operator can correct the clock.
/// </summary>
internal sealed class StoreClock
{
    // A server may well be stopped for this long.
    private static readonly TimeSpan MostDowntime = TimeSpan.FromDays(3);

    // A running server is suspended for at most this long.
    private static readonly TimeSpan MostDrift = TimeSpan.FromHours(12);

    private static readonly TimeSpan Doubting = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private DateTimeOffset seen;
    private long seenAt;
    private (TimeSpan Jump, long Since)? doubt;

    private StoreClock(TimeProvider time, DateTimeOffset? lastSeen)
    {
        this.time = time;
        (seen, seenAt) = (time.GetUtcNow(), time.GetTimestamp());
        if (lastSeen is { } last && seen - last > MostDowntime)
        {
            doubt = (seen - last, seenAt);
        }
    }

    private static ReadOnlySpan<byte> Key => "last-seen"u8;

    /// <summary>Reads the last time the store saw.</summary>
    public static StoreClock Read(Database database, TimeProvider time)
    {
        using var value = database.Get(Family.State, Key);
        return new StoreClock(
            time, value.IsFound ? new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(value.Bytes), TimeSpan.Zero) : null);
    }

    /// <summary>Returns why the clock is distrusted; null if it is trusted.</summary>
    public string? FindDoubt()
    {
        lock (gate)
        {
            var (now, at) = (time.GetUtcNow(), time.GetTimestamp());
            var drift = now - seen - time.GetElapsedTime(seenAt, at);
            (seen, seenAt) = (now, at);
            if (drift > MostDrift)
            {
                doubt = (drift, at);
            }
            else if (doubt is { } current && (-drift > MostDrift || time.GetElapsedTime(current.Since, at) >= Doubting))
            {
                // The clock was corrected, or a day passed without a correction.
                doubt = null;
            }

            return doubt is { } left
                ? $"the clock is {left.Jump.TotalDays:0.#} days ahead of the last time that the store has seen. Correct it if it is wrong; "
                    + $"if it is right, pruning continues in {(Doubting - time.GetElapsedTime(left.Since, at)).TotalHours:0} hours."
                : null;
        }
    }

    /// <summary>Adds the current time to a batch, unless the clock is distrusted: the next process must then distrust it too.</summary>
    public void Write(WriteBatch batch)
    {
        if (FindDoubt() is null)
        {
            Span<byte> value = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(value, time.GetUtcNow().UtcTicks);
            batch.Put(Family.State, Key, value);
        }
    }
}
