using System.Collections.Concurrent;
using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.Reconciliation;

/// <summary>Lets one run of a source happen at a time, in this process and in all others.</summary>
/// <remarks>
/// Two runs at once would be harmless, only costly: they enqueue the same items, and the watermark is written on condition. So a lease that
/// a wrong clock wrote or reads does no harm either.
/// </remarks>
internal sealed class ReconcileLeases(IStateStore store, TimeProvider time)
{
    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, bool> running = new(StringComparer.Ordinal);

    /// <summary>Takes the lease of a source; null if somebody else holds it.</summary>
    public async ValueTask<ReconcileLease?> TakeAsync(string source, CancellationToken cancellationToken)
    {
        if (!running.TryAdd(source, true))
        {
            return null;
        }

        ReconcileLease? taken = null;
        try
        {
            taken = await ReconcileLease.TakeAsync(store, source, time, () => running.TryRemove(source, out _), cancellationToken);
            return taken;
        }
        finally
        {
            if (taken is null)
            {
                running.TryRemove(source, out _);
            }
        }
    }
}

/// <summary>The lease of a run.</summary>
internal sealed class ReconcileLease : IAsyncDisposable
{
    private const string Partition = "lease";

    private static readonly TimeSpan RenewInterval = TimeSpan.FromMinutes(1);

    private readonly IStateStore store;
    private readonly string key;
    private readonly string owner;
    private readonly TimeProvider time;
    private readonly Action released;
    private string tag;
    private long renewedAt;

    private ReconcileLease(IStateStore store, string key, string owner, string tag, TimeProvider time, Action released)
    {
        (this.store, this.key, this.owner, this.tag, this.time, this.released) = (store, key, owner, tag, time, released);
        renewedAt = time.GetTimestamp();
    }

    /// <summary>Takes the lease unless another process holds it.</summary>
    public static async ValueTask<ReconcileLease?> TakeAsync(
        IStateStore store, string source, TimeProvider time, Action released, CancellationToken cancellationToken)
    {
        var (key, owner) = ($"reconcile:{source}", RandomHex.Of(16));
        var row = await store.FindAsync(Partition, key, cancellationToken);
        if (row is not null && IsHeld(row, time.GetUtcNow()))
        {
            return null;
        }

        var taken = await store.WriteAsync(Partition, key, ValueOf(owner, time), row?.Tag, cancellationToken);
        return taken is null ? null : new ReconcileLease(store, key, owner, taken.Tag, time, released);
    }

    /// <summary>
    /// Renews the lease if it is time to; false if it was lost. The process measures its own lease by the monotonic clock.
    /// </summary>
    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var held = time.GetElapsedTime(renewedAt);
        if (held < RenewInterval)
        {
            return true;
        }

        if (await store.WriteAsync(Partition, key, ValueOf(owner, time), tag, cancellationToken) is not { } renewed)
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
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await store.DeleteAsync(Partition, key, tag, limit.Token);
        }
        catch (Exception)
        {
            // The store is away or this process is being stopped.
        }
        finally
        {
            released();
        }
    }

    // A lease that lasts longer than any does was written by a process whose clock is ahead, or is read by one whose clock is behind.
    private static bool IsHeld(StateRow row, DateTimeOffset now) =>
        JsonSerializer.Deserialize(row.Value.Span, ReconcileJson.Default.LeaseValue) is { } lease
        && lease.Until > now && lease.Until - now <= ReconcileLeases.Length + ReconcileState.ClockMargin;

    private static byte[] ValueOf(string owner, TimeProvider time) => JsonSerializer.SerializeToUtf8Bytes(
        new LeaseValue(owner, time.GetUtcNow() + ReconcileLeases.Length), ReconcileJson.Default.LeaseValue);
}

/// <summary>The stored lease.</summary>
/// <param name="Owner">A random text for each run.</param>
/// <param name="Until">When it expires.</param>
internal sealed record LeaseValue(string Owner, DateTimeOffset Until);
