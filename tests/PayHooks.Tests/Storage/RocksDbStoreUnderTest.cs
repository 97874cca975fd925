using PayHooks.Payments;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>A RocksDB store in a folder of its own, which goes when the test ends.</summary>
internal sealed class RocksDbStoreUnderTest : StoreUnderTest
{
    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();
    private RocksDbEventQueue queue;
    private RocksDbEventLedger ledger;
    private RocksDbSourceActivityStore activity;
    private RocksDbRejectionStore rejections;
    private RocksDbStateStore state;
    private RocksDbAuditStore audit;

    public RocksDbStoreUnderTest(Action? sync = null)
    {
        Store = RocksDbStore.Open(Folder, Time, sync);
        queue = new RocksDbEventQueue(Store);
        ledger = new RocksDbEventLedger(Store);
        activity = new RocksDbSourceActivityStore(Store);
        rejections = new RocksDbRejectionStore(Store);
        state = new RocksDbStateStore(Store);
        audit = new RocksDbAuditStore(Store);
    }

    public string Folder => folder.File("payhooks-data");

    public RocksDbStore Store { get; private set; }

    public override IEventQueue Queue => queue;

    public override IMessageSource Source => queue;

    public override IEventLedger Ledger => ledger;

    public override ISubjectStore Subjects => new RocksDbSubjectStore(Store);

    public override ISourceActivityStore SourceActivity => activity;

    public override IRejectionStore Rejections => rejections;

    public override IStateStore State => state;

    public override IAuditStore Audit => audit;

    /// <summary>How many bodies it holds.</summary>
    public int BodyCount => CountKeys(Family.Bodies);

    public static Task<StoreUnderTest> CreateAsync() => Task.FromResult<StoreUnderTest>(new RocksDbStoreUnderTest());

    /// <summary>Opens the folder again, as the next process does.</summary>
    /// <param name="meanwhile">What happens while it is closed.</param>
    public async Task ReopenAsync(Action? meanwhile = null)
    {
        await Store.DisposeAsync();
        meanwhile?.Invoke();
        Store = RocksDbStore.Open(Folder, Time);
        queue = new RocksDbEventQueue(Store);
        ledger = new RocksDbEventLedger(Store);
        activity = new RocksDbSourceActivityStore(Store);
        rejections = new RocksDbRejectionStore(Store);
        state = new RocksDbStateStore(Store);
        audit = new RocksDbAuditStore(Store);
    }

    /// <summary>How many keys a family has.</summary>
    public int CountKeys(Family family)
    {
        using var range = Store.Database.Range(family);
        var count = 0;
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            count++;
        }

        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        activity.Dispose();
        rejections.Dispose();
        state.Dispose();
        audit.Dispose();
        await Store.DisposeAsync();
        folder.Dispose();
        await base.DisposeAsync();
    }
}

/// <summary>A test of what is true of RocksDB alone; each gets a fresh store.</summary>
public abstract class RocksDbStoreTest : IAsyncLifetime
{
    private protected RocksDbStoreUnderTest Store { get; } = new();

    protected DateTimeOffset Now => Store.Time.GetUtcNow();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Store.DisposeAsync();
}
