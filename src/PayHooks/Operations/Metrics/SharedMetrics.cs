using PayHooks.Storage;

namespace PayHooks.Operations.Metrics;

/// <summary>
/// Shares each finished minute of this process with the other instances, and with the processes that follow: a row a minute and process,
/// written once, for a little longer than an hour.
/// </summary>
internal sealed class SharedMetrics(IStateStore store, RecentMetrics figures)
{
    private const string Partition = "overview";

    // Every process removes old rows, also those of processes that are gone.
    private const int RemovalInterval = RecentMetrics.Minutes;

    private readonly string instance = RandomHex.Of(8);
    private long removedAt;

    /// <summary>Writes the minutes that are over; also the present one when the process stops.</summary>
    public async ValueTask WriteAsync(bool all, CancellationToken cancellationToken)
    {
        var taken = figures.TakeUnwritten(all);
        for (var index = 0; index < taken.Count; index++)
        {
            var row = taken[index];
            try
            {
                await store.WriteAsync(
                    Partition, $"{MinuteRow.KeyOf(row.Number)}-{instance}", row.ToJson(), StateRow.AnyTag, cancellationToken);
            }
            catch (Exception)
            {
                // The rest of them, too.
                foreach (var unwritten in taken.Skip(index))
                {
                    figures.Failed(unwritten.Number);
                }

                throw;
            }

            if (row.Number - removedAt >= RemovalInterval)
            {
                removedAt = row.Number;
                await store.RemoveBeforeAsync(Partition, MinuteRow.KeyOf(row.Number - RecentMetrics.Minutes), cancellationToken);
            }
        }
    }

    /// <summary>Reads the metrics of the last hour: this process's own, and the finished minutes of all others.</summary>
    public async ValueTask<Figures> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ListAllAsync(Partition, MinuteRow.KeyOf(figures.FirstMinute), cancellationToken);
        return figures.Read(
        [
            .. rows.Where(row => !row.Key.EndsWith($"-{instance}", StringComparison.Ordinal))
                .Select(row => MinuteRow.FromJson(row.Value.Span)).OfType<MinuteRow>(),
        ]);
    }
}
