using System.Globalization;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>
/// The promises about payments on a real store, from the delivery to the handler. <c>PAYHOOKS_HISTORIES=N</c> makes N histories from a
/// seed of the day instead of the same few every time.
/// </summary>
public abstract class StoredHistoryContract : StoreContract
{
    private const string Variable = "PAYHOOKS_HISTORIES";

    /// <summary>How many histories take about two seconds on this store.</summary>
    protected abstract int Histories { get; }

    [Fact]
    public Task Histories_of_payments_keep_the_promises_with_repeats_and_workers_side_by_side() => KeepAsync(isDeadly: false);

    [Fact]
    public Task Histories_of_payments_keep_the_promises_when_processes_die() => KeepAsync(isDeadly: true);

    private async Task KeepAsync(bool isDeadly)
    {
        var (first, count) = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var wanted)
            ? (Random.Shared.Next(int.MaxValue / 2), wanted)
            : (1, Histories);
        for (var seed = first; seed < first + count; seed++)
        {
            using var history = new StoredHistory(Store, seed, isDeadly);
            await history.RunAsync();
            List<EventRecord> records = [];
            foreach (var (id, _) in history.Events)
            {
                records.Add((await Store.Ledger.FindAsync(TestBench.IdOf(id), default))!);
            }

            var breaches = await HistoryPromises.BreachesAsync(Store.Subjects, records, history.Rules, history.Runs, history.Crashes);
            Assert.True(breaches.Count == 0, $"Seed {seed}: {string.Join(" ", breaches)} {string.Join(" ", history.Events)}");
        }
    }
}

public sealed class InMemoryStoredHistoryTests : StoredHistoryContract
{
    protected override int Histories => 100;

    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbStoredHistoryTests : StoredHistoryContract
{
    protected override int Histories => 40;

    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
