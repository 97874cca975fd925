using PayHooks.Tests.Payments;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

[NeedsAzurite]
public sealed class AzureSubjectStoreTests : SubjectStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
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
