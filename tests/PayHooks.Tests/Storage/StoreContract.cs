namespace PayHooks.Tests.Storage;

/// <summary>A contract that every store runs through a subclass of its own; each test gets a fresh store.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private protected StoreUnderTest Store { get; private set; } = null!;

    protected DateTimeOffset Now => Store.Time.GetUtcNow();

    public async Task InitializeAsync() => Store = await CreateAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    private protected abstract Task<StoreUnderTest> CreateAsync();
}
