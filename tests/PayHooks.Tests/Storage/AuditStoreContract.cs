using System.Text.Json;
using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every store does with audit entries.</summary>
public abstract class AuditStoreContract : StoreContract
{
    [Fact]
    public async Task An_entry_is_read_as_it_was_written()
    {
        using var content = JsonDocument.Parse("""{"reason":"maintenance","until":null}""");
        var entry = Entry(Now, "pause") with { Content = content.RootElement.Clone(), Reason = "maintenance", Status = 200 };

        await Store.Audit.WriteAsync(entry, default);

        var found = Assert.Single(await Store.Audit.ListAsync(null, 10, default));
        Assert.Equal(entry with { Content = null }, found with { Content = null });
        Assert.Equal(entry.Content.Value.GetRawText(), found.Content!.Value.GetRawText());
    }

    [Fact]
    public async Task An_entry_is_replaced_by_one_with_the_same_id()
    {
        var entry = Entry(Now, "replay");
        await Store.Audit.WriteAsync(entry, default);
        await Store.Audit.WriteAsync(entry with { Status = 202 }, default);

        Assert.Equal(202, Assert.Single(await Store.Audit.ListAsync(null, 10, default)).Status);
    }

    [Fact]
    public async Task Entries_are_listed_newest_first_page_by_page_across_months()
    {
        List<AuditEntry> written = [];
        for (var number = 0; number < 5; number++)
        {
            written.Add(Entry(Now.AddDays(20 * number), $"change {number}"));
            await Store.Audit.WriteAsync(written[^1], default);
        }

        written.Reverse();
        Assert.Equal(written, await Store.Audit.ListAsync(null, 10, default));
        Assert.Equal(written[..2], await Store.Audit.ListAsync(null, 2, default));
        Assert.Equal(written[2..4], await Store.Audit.ListAsync(written[1].Id, 2, default));
        Assert.Empty(await Store.Audit.ListAsync(written[^1].Id, 2, default));
    }

    [Fact]
    public async Task Old_entries_are_removed_at_the_latest_when_their_month_is_over()
    {
        var (old, kept) = (Entry(Now, "old"), Entry(Now.AddDays(100), "kept"));
        await Store.Audit.WriteAsync(old, default);
        await Store.Audit.WriteAsync(kept, default);

        await Store.Audit.PruneAsync(Now, default);
        Assert.Equal([kept, old], await Store.Audit.ListAsync(null, 10, default));

        await Store.Audit.PruneAsync(Now.AddDays(31), default);
        Assert.Equal([kept], await Store.Audit.ListAsync(null, 10, default));
    }

    private protected static AuditEntry Entry(DateTimeOffset at, string request) => new()
    {
        Id = AuditEntry.NewId(at),
        At = at,
        Who = "somebody@example.com",
        Operation = "ReplayEvent",
        Request = request,
    };
}

public sealed class InMemoryAuditStoreTests : AuditStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbAuditStoreTests : AuditStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();

    [Fact]
    public async Task The_oldest_entries_make_room_for_new_ones()
    {
        using var audit = new RocksDbAuditStore(((RocksDbStoreUnderTest)Store).Store) { MostEntries = 20 };
        for (var number = 0; number < 50; number++)
        {
            await audit.WriteAsync(Entry(Now.AddSeconds(number), $"change {number}"), default);
        }

        var found = await audit.ListAsync(null, 100, default);
        Assert.InRange(found.Count, 18, 20);
        Assert.Equal(Enumerable.Range(0, found.Count).Select(number => $"change {49 - number}"), found.Select(entry => entry.Request));
    }
}
