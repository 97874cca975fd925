using PayHooks.Storage;
using PayHooks.Tests.Operations;
using PayHooks.Tests.Processing;
using PayHooks.Tests.Processing.Model;
using PayHooks.Tests.Storage;
using Xunit.Abstractions;

namespace PayHooks.Azure.Tests;

public sealed class AzureLedgerTests : LedgerContract
{
    protected override bool CountsRetrying => false;

    protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureListingTests : ListingContract
{
    protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureClaimTableTests : ClaimTableContract
{
    protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureProcessingTests : ProcessingContract
{
    protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureBatchTests : BatchContract
{
    protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureEveryFaultTests : EveryFaultContract
{
    protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureErasureTests : ErasureContract
{
    protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureLedgerModelTests(ITestOutputHelper output) : LedgerModelContract(output)
{
    protected override int Runs => 5;

    protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

public sealed class AzureBodyStoreTests : BodyStoreContract, IAsyncLifetime
{
    private StoreUnderTest store = null!;

    protected override IBodyStore Bodies => store.Bodies!;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();
}
