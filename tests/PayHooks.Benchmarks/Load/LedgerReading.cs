using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Benchmarks.Load;

/// <summary>Reads from a ledger, once its server has stopped, what became of the events of a run.</summary>
internal static class LedgerReading
{
    /// <summary>The events completed, and the lag of those received, between two times.</summary>
    /// <exception cref="InvalidOperationException">An event received between them has not been completed.</exception>
    public static async Task<CompletionResult> ReadAsync(string folder, DateTimeOffset from, DateTimeOffset to)
    {
        await using var store = RocksDbStore.Open(folder, TimeProvider.System);
        var ledger = new RocksDbEventLedger(store);
        List<double> lags = [];
        var (completed, cursor) = (0, default(string));
        do
        {
            var page = await ledger.ListAsync(new EventQuery { Limit = EventQuery.MaxLimit, Cursor = cursor }, CancellationToken.None);
            foreach (var record in page.Events)
            {
                var at = record.CompletedAt
                    ?? throw new InvalidOperationException($"{record.Id} is {record.Status}: not every event was completed.");
                completed += at >= from && at < to ? 1 : 0;
                if (record.ReceivedAt >= from && record.ReceivedAt < to)
                {
                    lags.Add((at - record.ReceivedAt).TotalMilliseconds);
                }
            }

            // Newest first: a page of older ones, with room for what was received before and completed within, is the last.
            cursor = page.Events.Count > 0 && page.Events[^1].ReceivedAt < from - WarmUp.Duration ? null : page.Cursor;
        }
        while (cursor is not null);
        lags.Sort();
        return new CompletionResult(completed / (to - from).TotalSeconds, At(lags, 0.50), At(lags, 0.99));
    }

    private static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.PositiveInfinity : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
