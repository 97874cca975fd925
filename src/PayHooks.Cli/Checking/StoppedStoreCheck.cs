using PayHooks.Diagnostics;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Checking;

/// <summary>Checks the folder of the store, and the clock against the last time that the store has seen.</summary>
internal sealed class StoppedStoreCheck(string folder, TimeProvider time) : ISelfCheck
{
    private const string Clock = "clock";
    private const long ComfortableBytes = 1L << 30;

    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Find());

    private IReadOnlyList<SelfCheckResult> Find()
    {
        if (!Directory.Exists(folder))
        {
            return [SelfCheckResult.Passed(Name, $"{folder} does not exist yet; payhooks serve creates it.")];
        }

        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        var space = free < ComfortableBytes
            ? SelfCheckResult.Warning(
                "disk", $"{free >> 20} MiB free.", "Free some space: on a full disk, deliveries are answered with 503.")
            : SelfCheckResult.Passed("disk", $"{free / (double)ComfortableBytes:N1} GiB free.");
        if (FolderLock.IsHeldByAnother(folder))
        {
            return [SelfCheckResult.Passed(Name, $"{folder} is in use by a server. Name it with --server to check it."), space];
        }

        try
        {
            return
            [
                StoreCheck.FindClockDoubt(folder, time) is { } doubt
                    ? SelfCheckResult.Failed(Clock, doubt, "Compare the clock of this machine with another one.")
                    : SelfCheckResult.Passed(Clock, "Fits the last time that the store has seen."),
                SelfCheckResult.Passed(Name, $"{folder} can be opened. payhooks check reads all of it."), space,
            ];
        }
        catch (Exception e) when (e is RocksDbStoreException or IOException or UnauthorizedAccessException)
        {
            return [SelfCheckResult.Failed(Name, e.Message, $"Run: payhooks check {folder}"), space];
        }
    }
}
