using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbMergedListsTests
{
    [Fact]
    public async Task An_event_that_moves_between_two_lists_while_they_are_opened_is_listed_once()
    {
        await using var store = new RocksDbStoreUnderTest();
        var record = await store.Ledger.PutAsync(Samples.Record(1, store.Time.GetUtcNow(), status: EventStatus.Retrying));
        using var lists = new MergedLists(store.Store.Database);

        // Read as of now, the first list lacks the event, and the second one would lack it afterwards.
        Add(EventStatus.Dead);
        await store.Ledger.PutAsync(record with { Status = EventStatus.Dead });
        Add(EventStatus.Retrying);

        Assert.True(lists.ToFirst());
        Assert.Equal(record.Id, EventRow.RecordOf(store.Store.Database, lists.Number)!.Id);
        Assert.False(lists.ToNext());

        void Add(EventStatus status)
        {
            Span<byte> from = stackalloc byte[ListKey.Length];
            Span<byte> until = stackalloc byte[ListKey.Length];
            lists.Add(
                store.Store.Database,
                ListKey.WriteStart(from, ListKind.Open, (long)status, 0), ListKey.WriteStart(until, ListKind.Open, (long)status, -1));
        }
    }
}
