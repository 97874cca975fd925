using PayHooks.Tests.Reconciliation;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

[NeedsAzurite]
public sealed class AzureReconcileStoryTests : ReconcileStoryContract
{
    protected override int Payments => 200;

    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}
