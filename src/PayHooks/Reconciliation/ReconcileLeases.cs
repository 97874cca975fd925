using System.Collections.Concurrent;
using PayHooks.Scheduling;
using PayHooks.Storage;

namespace PayHooks.Reconciliation;

/// <summary>Lets one run of a source happen at a time, in this process and in all others.</summary>
/// <remarks>
/// Two runs at once would be harmless, only costly: they enqueue the same items, and the watermark is written on condition.
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
            var lease = await SharedLease.TakeAsync(store, $"reconcile:{source}", Length, time, cancellationToken);
            taken = lease is null ? null : new ReconcileLease(lease, () => running.TryRemove(source, out _));
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
internal sealed class ReconcileLease(SharedLease lease, Action released) : IAsyncDisposable
{
    /// <summary>Renews the lease if it is time to; false if it was lost.</summary>
    public ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => lease.RenewAsync(cancellationToken);

    /// <summary>Releases the lease.</summary>
    public async ValueTask DisposeAsync()
    {
        await lease.DisposeAsync();
        released();
    }
}
