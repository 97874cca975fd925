using PayHooks.Storage;
using PayHooks.Tests.Operations;
using PayHooks.Tests.Processing;
using PayHooks.Tests.Processing.Model;
using PayHooks.Tests.Storage;
using Xunit.Abstractions;

namespace PayHooks.Azure.Tests;

[NeedsAzurite]
public sealed class AzureLedgerTests : LedgerContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureListingTests : ListingContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureClaimTableTests : ClaimTableContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureProcessingTests : ProcessingContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureLongRunTests : LongRunContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureBatchTests : BatchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureEveryFaultTests : EveryFaultContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureErasureTests : ErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureLedgerModelTests(ITestOutputHelper output) : LedgerModelContract(output)
{
    protected override int Runs => 5;

    private protected override Task<StoreUnderTest> CreateStoreAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureBodyStoreTests : BodyStoreContract, IAsyncLifetime
{
    private StoreUnderTest store = null!;

    private protected override IBodyStore Bodies => store.Bodies!;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();
}
