using PayHooks.Sqlite;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>A SQLite store in a folder of its own, which goes when the test ends.</summary>
internal sealed class SqliteStoreUnderTest : StoreUnderTest
{
    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();
    private SqliteEventQueue queue;
    private SqliteEventLedger ledger;

    public SqliteStoreUnderTest()
    {
        Store = SqliteStore.Open(File, Time);
        queue = new SqliteEventQueue(Store);
        ledger = new SqliteEventLedger(Store);
    }

    public string File => folder.File("payhooks.db");

    public SqliteStore Store { get; private set; }

    public override IEventQueue Queue => queue;

    public override IMessageSource Source => queue;

    public override IEventLedger Ledger => ledger;

    public static Task<StoreUnderTest> CreateAsync() => Task.FromResult<StoreUnderTest>(new SqliteStoreUnderTest());

    /// <summary>Opens the file again, as the next process does.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteStore.Open(File, Time);
        queue = new SqliteEventQueue(Store);
        ledger = new SqliteEventLedger(Store);
    }

    /// <summary>Runs statements on the writer's connection.</summary>
    internal Task<long> RunAsync(string sql) => Store.Writer.RunAloneAsync(db => db.Number(sql), CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
        await base.DisposeAsync();
    }
}
