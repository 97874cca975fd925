using PayHooks.Diagnostics;

namespace PayHooks.RocksDb;

/// <summary>Checks the free space of the data folder's disk, and the clock.</summary>
internal sealed class DataFolderCheck(RocksDbStore store) : ISelfCheck
{
    // Well above the point at which deliveries are rejected.
    private const long ComfortableBytes = 1L << 30;

    /// <inheritdoc/>
    public string Name => "data folder";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(store.Folder).AvailableFreeSpace;
        var finding = $"{store.Folder}, {free / (double)ComfortableBytes:N1} GiB free.";
        return ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(
        [
            free < ComfortableBytes
                ? SelfCheckResult.Warning(Name, finding, "Free some space: on a full disk, deliveries are answered with 503.")
                : SelfCheckResult.Passed(Name, finding),
            store.Clock.FindDoubt() is { } doubt
                ? SelfCheckResult.Failed("clock", doubt, "Correct the clock; nothing is pruned until then.")
                : SelfCheckResult.Passed("clock", "No jump was seen."),
        ]);
    }
}
