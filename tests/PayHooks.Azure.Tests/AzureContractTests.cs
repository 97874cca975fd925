using PayHooks.Storage;
using PayHooks.Tests.Confirmation;
using PayHooks.Tests.Notifications;
using PayHooks.Tests.Operations;
using PayHooks.Tests.Operations.Failures;
using PayHooks.Tests.Operations.Jobs;
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
public sealed class AzureStateStoreTests : StateStoreContract
{
    private readonly WatchedRequests watched = new();

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_known_as_ones_own()
    {
        watched.StrikeAt(1, RequestFault.AnswerLost);
        var first = await Store.State.WriteAsync("job", "first", "one"u8.ToArray(), null, default);
        Assert.NotNull(first);

        watched.StrikeAt(1, RequestFault.AnswerLost);
        var second = await Store.State.WriteAsync("job", "first", "two"u8.ToArray(), first.Tag, default);

        Assert.Equal((await Store.State.FindAsync("job", "first", default))!.Tag, second!.Tag);
        Assert.Null(await Store.State.WriteAsync("job", "first", "three"u8.ToArray(), first.Tag, default));
    }

    private protected override async Task<StoreUnderTest> CreateAsync() => await AzureStoreUnderTest.CreateAsync(watched);
}

[NeedsAzurite]
public sealed class AzureAuditStoreTests : AuditStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureListingTests : ListingContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureEventSearchTests : EventSearchContract
{
    private protected override bool SearchesAll => false;

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
public sealed class AzureConfirmationTests : ConfirmationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzurePauseTests : PauseContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureCaptureTests : CaptureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureOpenPaymentTests : OpenPaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureFailureGroupTests : FailureGroupContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureNotifierTests : NotifierContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

[NeedsAzurite]
public sealed class AzureReplayJobTests : ReplayJobContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
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
