using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>
/// The right to work on jobs, held by one instance at a time. It only saves work: two instances that both believe to hold it repeat each
/// other's steps, which is harmless.
/// </summary>
/// <param name="store">The shared rows.</param>
/// <param name="time">The clock.</param>
/// <param name="key">What is worked on: each kind of work has a lease of its own.</param>
internal sealed class JobLease(IStateStore store, TimeProvider time, string key)
{
    /// <summary>The lease of the jobs.</summary>
    public const string Jobs = "lease";

    private const string Partition = "job";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    // Before half of it is over, nothing is written.
    private static readonly TimeSpan RenewalMargin = Length / 2;

    private readonly string owner = RandomHex.Of(16);
    private DateTimeOffset heldUntil = DateTimeOffset.MinValue;

    /// <summary>Takes or renews the lease.</summary>
    /// <returns>Whether this instance holds it.</returns>
    public async ValueTask<bool> HoldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (heldUntil - now > RenewalMargin && heldUntil - now <= Length)
        {
            return true;
        }

        var row = await store.FindAsync(Partition, key, cancellationToken);
        var current = row is null ? null : JsonSerializer.Deserialize(row.Value.Span, LeaseJson.Default.Lease);

        // A lease that ends later than one taken now was written by a clock that was wrong.
        if (current is not null && current.Owner != owner && current.Until > now && current.Until - now <= Length)
        {
            return false;
        }

        var next = new Lease(owner, now + Length);
        var written = await store.WriteAsync(
            Partition, key, JsonSerializer.SerializeToUtf8Bytes(next, LeaseJson.Default.Lease), row?.Tag, cancellationToken);
        heldUntil = written is null ? DateTimeOffset.MinValue : next.Until;
        return written is not null;
    }

    /// <summary>Gives the lease up, so that another instance can continue at once.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (heldUntil > DateTimeOffset.MinValue && await store.FindAsync(Partition, key, cancellationToken) is { } row
            && JsonSerializer.Deserialize(row.Value.Span, LeaseJson.Default.Lease)?.Owner == owner)
        {
            await store.DeleteAsync(Partition, key, row.Tag, cancellationToken);
        }

        heldUntil = DateTimeOffset.MinValue;
    }
}

/// <summary>The content of the row.</summary>
/// <param name="Owner">The instance.</param>
/// <param name="Until">When it ends.</param>
internal sealed record Lease(string Owner, DateTimeOffset Until);

[JsonSerializable(typeof(Lease))]
internal sealed partial class LeaseJson : JsonSerializerContext;
