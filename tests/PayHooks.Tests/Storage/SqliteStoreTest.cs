namespace PayHooks.Tests.Storage;

/// <summary>A test of what is true of SQLite alone; each gets a fresh store.</summary>
public abstract class SqliteStoreTest : IAsyncLifetime
{
    private protected SqliteStoreUnderTest Store { get; } = new();

    protected DateTimeOffset Now => Store.Time.GetUtcNow();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Store.DisposeAsync();
}
