using PayHooks.Tests.Payments;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

[NeedsAzurite]
public sealed class AzureSubjectStoreTests : SubjectStoreContract
{
    protected override (int Count, int AtOnce) Notices => (300, 1);

    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureStoredHistoryTests : StoredHistoryContract
{
    protected override int Histories => 6;

    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureAcknowledgeTests : AcknowledgeContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzurePaymentLookupTests : PaymentLookupContract
{
    private readonly WatchedRequests watched = new();

    private protected override async Task<StoreUnderTest> CreateAsync() => await AzureStoreUnderTest.CreateAsync(watched);

    private protected override void Forget() => watched.Clear();

    private protected override void AssertPointReads()
    {
        Assert.NotEmpty(watched.Seen);
        Assert.All(
            watched.Seen.Select(Uri.UnescapeDataString),
            request => Assert.Matches(@"^GET /[^?]+\(PartitionKey='[^']+',RowKey='[^']+'\)", request));
    }
}

[NeedsAzurite]
public sealed class AzurePaymentTests : PaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureVerificationTests : VerificationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzurePaymentErasureTests : PaymentErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzurePaymentPruningTests : PaymentPruningContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}
