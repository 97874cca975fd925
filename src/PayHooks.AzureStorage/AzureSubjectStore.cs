using System.Globalization;
using Azure;
using Azure.Data.Tables;
using PayHooks.Payments;

namespace PayHooks.AzureStorage;

/// <summary>
/// The payments in Table Storage: subjects and references in the key table, raised flags in the state table. A change is written only if
/// the row is unchanged, and decided again if it is not or if the response was lost; in the latter case the row names the event.
/// </summary>
internal sealed class AzureSubjectStore(AzureStoreClients clients, AzureLedgerOptions options) : ISubjectStore
{
    private const string FlagPartition = "flag";
    private const string Flag = "Flag";
    private const string Seen = "Seen";
    private const int MostConflicts = 200;
    private const int MostUncertain = 2;

    private readonly ReferenceRows references = new(clients.Keys);
    private readonly PaymentPruning pruning = new(
        new KeySweep(clients, options, "payment-sweep"), clients.State, FlagPartition);

    /// <inheritdoc/>
    public async ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(change);

        // Most events are the first of their payment, so the row is inserted without being read.
        var (isKnown, seen, version) = (true, default(SubjectRow), default(ETag));
        for (var (conflicts, uncertain) = (0, 0); ;)
        {
            if (!isKnown)
            {
                (seen, version) = await ReadAsync(key, cancellationToken);
                isKnown = true;
            }

            var (write, answer) = change(seen);
            if (write is null && seen is null && version == default && conflicts + uncertain == 0)
            {
                // Nothing to write, but based on an assumption that no write has verified.
                (seen, version) = await ReadAsync(key, cancellationToken);
                (write, answer) = change(seen);
            }

            if (write is null)
            {
                return answer;
            }

            try
            {
                var entity = SubjectEntity.Of(key, write);
                await (seen is null
                    ? clients.Keys.AddEntityAsync(entity, cancellationToken)
                    : clients.Keys.UpdateEntityAsync(entity, version, TableUpdateMode.Replace, cancellationToken));
                return answer;
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e) && ++conflicts <= MostConflicts)
            {
                isKnown = false;
                await RetryDelay.WaitAsync(conflicts, cancellationToken);
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                isKnown = false;
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken) =>
        (await ReadAsync(key, cancellationToken)).Row;

    /// <inheritdoc/>
    public ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken) =>
        references.MergeAsync(key, payment, at, cancellationToken);

    /// <inheritdoc/>
    public ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken) =>
        references.EraseAsync(key, paymentId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken) =>
        references.FindAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flag);
        try
        {
            await clients.State.AddEntityAsync(FlagEntity(flag), cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            // The flag is already listed.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await FlagsAsync("", cancellationToken)).OrderByDescending(flag => flag.At).Take(limit)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await FlagsAsync($" and {Seen} eq false", cancellationToken)).OrderByDescending(flag => flag.At).Take(limit)];

    /// <inheritdoc/>
    public async ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var hash = subject.Hash();
        var listed = await FlagsAsync($" and RowKey ge '{hash}-' and RowKey lt '{hash}.'", cancellationToken);
        foreach (var flag in listed.Where(flag => flag.SeenAt is null))
        {
            try
            {
                var seen = FlagEntity(flag with { SeenAt = at });
                await clients.State.UpdateEntityAsync(seen, ETag.All, TableUpdateMode.Replace, cancellationToken);
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e))
            {
                // The flag was removed meanwhile.
            }
        }

        return listed.Count > 0;
    }

    /// <inheritdoc/>
    public ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken) =>
        pruning.RemoveFlagsAsync(flag => flag.Subject == subject, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        pruning.RunAsync(rememberedSince, kept, cancellationToken);

    private async ValueTask<List<RaisedFlag>> FlagsAsync(string narrowed, CancellationToken cancellationToken)
    {
        List<RaisedFlag> flags = [];
        var filter = $"PartitionKey eq '{FlagPartition}'{narrowed}";
        await foreach (var entity in clients.State.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            flags.Add(SubjectJson.ReadFlag(entity.GetBinary(Flag)));
        }

        return flags;
    }

    // A separate property, so that the service can filter by it.
    private static TableEntity FlagEntity(RaisedFlag flag) => new(FlagPartition, $"{flag.Subject.Hash()}-{flag.Flag}")
    {
        [Flag] = SubjectJson.Write(flag),
        [Seen] = flag.SeenAt is not null,
    };

    private async ValueTask<(SubjectRow? Row, ETag Version)> ReadAsync(SubjectKey key, CancellationToken cancellationToken)
    {
        var (partition, row) = SubjectEntity.KeysOf(key);
        var found = await clients.Keys.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? (SubjectEntity.Read(found.Value!, key), found.Value!.ETag) : (null, default);
    }
}

/// <summary>A subject's row as a table entity: JSON, split into parts of 64 KiB, the limit of a property.</summary>
internal static class SubjectEntity
{
    private const int PartLength = 65_536;
    private const string PartCount = "Parts";

    /// <summary>Partition and row key: the source and the first byte of the hash, so that a busy source has 256 partitions.</summary>
    public static (string Partition, string Row) KeysOf(SubjectKey key)
    {
        var hash = key.Hash();
        return ($"{key.Source}-{hash[..2]}", $"s:{hash}");
    }

    /// <summary>Creates the entity of a row.</summary>
    public static TableEntity Of(SubjectKey key, SubjectRow row)
    {
        var (partition, rowKey) = KeysOf(key);
        var json = SubjectJson.Write(row);
        var entity = new TableEntity(partition, rowKey) { [PaymentPruning.LastEventAt] = row.LastEventAt.ToUniversalTime() };
        var parts = 0;
        for (; parts * PartLength < json.Length; parts++)
        {
            entity[NameOf(parts)] = json[(parts * PartLength)..Math.Min(json.Length, (parts + 1) * PartLength)];
        }

        entity[PartCount] = parts;
        return entity;
    }

    /// <summary>Returns the row of an entity.</summary>
    public static SubjectRow Read(TableEntity entity, SubjectKey key)
    {
        using var json = new MemoryStream();
        for (var part = 0; part < (entity.GetInt32(PartCount) ?? 0); part++)
        {
            json.Write(entity.GetBinary(NameOf(part)));
        }

        return SubjectJson.ReadRow(json.ToArray(), key);
    }

    private static string NameOf(int part) => string.Create(CultureInfo.InvariantCulture, $"Part{part}");
}
