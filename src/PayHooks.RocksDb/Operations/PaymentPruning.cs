using System.Security.Cryptography;
using PayHooks.Payments;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Payments;
using PayHooks.RocksDb.Writing;

namespace PayHooks.RocksDb.Operations;

/// <summary>
/// Removes payments and references without recent events, in small steps through the writer. Keys are hashes, so a run that starts at a
/// random key and scans a share of the rows visits each row every few runs, wherever the previous run ended.
/// </summary>
internal sealed class PaymentPruning(RocksDbStore store)
{
    private const int LeastOfRun = 10_000;
    private const int ShareOfRun = 4;
    private const int HashLength = 16;

    public async Task<int> RunAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        List<RaisedFlag> flags = [.. PaymentTable.Flags(store.Database).Where(flag => flag.At < rememberedSince)];
        foreach (var some in flags.Chunk(RemoveRowsOperation.MostRows))
        {
            await store.Writer.WriteAsync(new RemoveFlagsOperation(some), cancellationToken);
        }

        return await RunAsync(Family.Subjects, rememberedSince, kept, cancellationToken)
            + await RunAsync(Family.References, rememberedSince, kept, cancellationToken);
    }

    private async Task<int> RunAsync(Family family, DateTimeOffset rememberedSince, IReadOnlySet<string> kept,
        CancellationToken cancellationToken)
    {
        var removed = 0;
        List<byte[]> old = [.. Old(family, rememberedSince).Where(hash => !kept.Contains(Convert.ToHexStringLower(hash)))];
        foreach (var some in old.Chunk(RemoveRowsOperation.MostRows))
        {
            removed += await store.Writer.WriteAsync(new RemoveRowsOperation(family, some, rememberedSince), cancellationToken);
        }

        return removed;
    }

    private IEnumerable<byte[]> Old(Family family, DateTimeOffset rememberedSince)
    {
        var most = Math.Max(LeastOfRun, store.Database.EstimateKeys(family) / ShareOfRun);
        var start = RandomNumberGenerator.GetBytes(HashLength);
        var looked = 0L;
        foreach (var (from, until) in new (byte[] From, byte[] Until)[] { (start, []), ([], start) })
        {
            using var range = store.Database.Range(family, from, until);
            for (var more = range.ToFirst(); more && looked < most; more = range.ToNext(), looked++)
            {
                if (IsOld(family, range.Value, rememberedSince))
                {
                    yield return range.Key.ToArray();
                }
            }
        }
    }

    private static bool IsOld(Family family, ReadOnlySpan<byte> row, DateTimeOffset rememberedSince) => family == Family.Subjects
        ? SubjectJson.ReadLastEventAt(row) < rememberedSince
        : SubjectJson.ReadReference(row).IsOver(rememberedSince);
}

/// <summary>Removes some rows, unless they have changed.</summary>
internal sealed class RemoveRowsOperation(Family family, IReadOnlyList<byte[]> hashes, DateTimeOffset rememberedSince) : WriteOperation<int>
{
    /// <summary>Maximum rows per step.</summary>
    public const int MostRows = 200;

    protected override int Decide(PendingBatch batch) => hashes.Count(hash => family == Family.Subjects
        ? batch.Payments.RemoveSubject(hash, rememberedSince)
        : batch.Payments.RemoveReference(hash, rememberedSince));
}
