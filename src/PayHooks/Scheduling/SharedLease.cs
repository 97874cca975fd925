using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Storage;

namespace PayHooks.Scheduling;

/// <summary>The right to do some work, held by one process at a time.</summary>
/// <remarks>
/// It only saves work: what it guards may happen twice without harm, because each result is written on condition. So a lease that a wrong
/// clock wrote or reads does no harm either.
/// </remarks>
internal sealed class SharedLease : IAsyncDisposable
{
    private const string Partition = "lease";
    private const int RenewalsOfLength = 5;

    /// <summary>How far the clocks of two processes may differ: a time further ahead comes from a clock that was wrong.</summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    private readonly IStateStore store;
    private readonly string key;
    private readonly string owner;
    private readonly TimeSpan length;
    private readonly TimeProvider time;
    private string tag;
    private long renewedAt;

    private SharedLease(IStateStore store, string key, string owner, TimeSpan length, string tag, TimeProvider time)
    {
        (this.store, this.key, this.owner, this.length, this.tag, this.time) = (store, key, owner, length, tag, time);
        renewedAt = time.GetTimestamp();
    }

    /// <summary>Takes a lease; null if somebody else holds it.</summary>
    /// <param name="store">The shared rows.</param>
    /// <param name="key">What it is for.</param>
    /// <param name="length">How long it lasts unless it is renewed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async ValueTask<SharedLease?> TakeAsync(
        IStateStore store, string key, TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        var taker = RandomHex.Of(16);
        using var wait = new StoreTimeout(time, cancellationToken);
        var row = await store.FindAsync(Partition, key, wait.Token);
        if (row is not null && IsHeld(row, length, time.GetUtcNow()))
        {
            return null;
        }

        var taken = await store.WriteAsync(Partition, key, ValueOf(taker, length, time), row?.Tag, wait.Token);
        return taken is null ? null : new SharedLease(store, key, taker, length, taken.Tag, time);
    }

    /// <summary>
    /// Renews the lease if it is time to; false if it was lost. The process measures its own lease by the monotonic clock.
    /// </summary>
    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(renewedAt) < length / RenewalsOfLength)
        {
            return true;
        }

        using var wait = new StoreTimeout(time, cancellationToken);
        if (await store.WriteAsync(Partition, key, ValueOf(owner, length, time), tag, wait.Token) is not { } renewed)
        {
            return false;
        }

        (tag, renewedAt) = (renewed.Tag, time.GetTimestamp());
        return true;
    }

    /// <summary>Releases the lease. If that fails, it expires.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(ReleaseLimit, time);
            await store.DeleteAsync(Partition, key, tag, limit.Token);
        }
        catch (Exception)
        {
            // The store is away or this process is being stopped.
        }
    }

    // A lease that lasts longer than any does was written by a process whose clock is ahead, or is read by one whose clock is behind.
    private static bool IsHeld(StateRow row, TimeSpan length, DateTimeOffset now) =>
        JsonSerializer.Deserialize(row.Value.Span, LeaseJson.Default.LeaseValue) is { } lease
        && lease.Until > now && lease.Until - now <= length + ClockMargin;

    private static byte[] ValueOf(string owner, TimeSpan length, TimeProvider time) =>
        JsonSerializer.SerializeToUtf8Bytes(new LeaseValue(owner, time.GetUtcNow() + length), LeaseJson.Default.LeaseValue);
}

/// <summary>The stored lease.</summary>
/// <param name="Owner">A random text for each time that it is taken.</param>
/// <param name="Until">When it expires.</param>
internal sealed record LeaseValue(string Owner, DateTimeOffset Until);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaseValue))]
internal sealed partial class LeaseJson : JsonSerializerContext;
