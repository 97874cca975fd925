using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Prunes by dropping the tables of whole days, which costs nothing per event. Every step can be repeated, so the next run finishes what a
/// crash has left.
/// </summary>
internal sealed class EventPruning(DayTables days, DayDrop drop, KeptPruning kept, EventKeySweep sweep)
{
    private const int MostDays = 3;

    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    // A day may have very many bodies. With the other steps of a run, well below the time limit of a function.
    private static readonly TimeSpan LongestDrop = TimeSpan.FromMinutes(3);

    /// <summary>Prunes, and creates the tables of today and tomorrow.</summary>
    public async ValueTask<PruneResult> RunAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken)
    {
        var (tables, at) = await days.ListAsync(cancellationToken);
        if (at is not { } now || (now - days.Now).Duration() > LargestSkew)
        {
            return new PruneResult(0, 0)
            {
                Postponed = at is null
                    ? "The storage service does not state its time."
                    : $"This machine's clock shows {days.Now:u}, the storage service's {at:u}. Set the machine's clock.",
            };
        }

        foreach (var day in days.Ahead(now).Except(tables))
        {
            await days.CreateAsync(day, cancellationToken);
        }

        retainedSince = Shift(retainedSince, now - days.Now);
        var dropped = await DropAsync(tables, retainedSince, cancellationToken);
        var removed = await kept.RunAsync(retainedSince, cancellationToken);

        // A record needs its key row, even if its table should have been dropped.
        var oldest = tables.Except(dropped).Select(table => table.Start).DefaultIfEmpty(now).Min();
        var swept = rememberedSince == DateTimeOffset.MinValue
            ? 0
            : await sweep.RunAsync(rememberedSince < oldest ? rememberedSince : oldest, cancellationToken);
        return new PruneResult(removed, swept) { Days = Days(dropped) };
    }

    private async ValueTask<List<DayTable>> DropAsync(
        List<DayTable> tables, DateTimeOffset retainedSince, CancellationToken cancellationToken)
    {
        List<DayTable> dropped = [];
        using var limit = new CancellationTokenSource(LongestDrop, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await DropAsync(tables, retainedSince, dropped, both.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The next run continues.
        }

        return dropped;
    }

    private async ValueTask DropAsync(
        List<DayTable> tables, DateTimeOffset retainedSince, List<DayTable> dropped, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(table => table.End <= retainedSince))
        {
            var isDayBegun = dropped.Exists(other => other.Date == table.Date);
            if (!isDayBegun && Days(dropped) == MostDays)
            {
                break;
            }

            var isLast = !tables.Exists(other => other.Date == table.Date && other != table && !dropped.Contains(other));
            if (await drop.RunAsync(table, isLast, retainedSince, cancellationToken))
            {
                dropped.Add(table);
            }
        }
    }

    private static int Days(List<DayTable> tables) => tables.Select(table => table.Date).Distinct().Count();

    private static DateTimeOffset Shift(DateTimeOffset at, TimeSpan by) =>
        new(Math.Clamp(at.UtcTicks + by.Ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
