using PayHooks.Payments;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>
/// A day of payments on a real store: webhooks are lost, late and doubled, processes are killed while they work and while they reconcile.
/// After one run, every payment is as the provider has it.
/// </summary>
public abstract class ReconcileStoryContract : StoreContract
{
    /// <summary>The number of payments.</summary>
    protected virtual int Payments => 1000;

    [Theory]
    [InlineData(SimulatedList.Events, ApiTimeFilter.Created)]
    [InlineData(SimulatedList.States, ApiTimeFilter.Updated)]
    [InlineData(SimulatedList.Objects, ApiTimeFilter.None)]
    internal async Task After_one_run_every_payment_is_as_the_provider_has_it(SimulatedList list, ApiTimeFilter filter)
    {
        using var story = await ReconcileStory.RunAsync(
            Store, seed: 7, Payments, shop => new SimulatedApi(shop) { List = list, Filter = filter, PageSize = 100 });

        Assert.True(story.Kills > 3, $"Only {story.Kills} processes were killed.");
        Assert.True(story.Dropped > Payments / 20, $"Only {story.Dropped} webhooks were dropped.");
        foreach (var payment in story.Shop.Present)
        {
            var kind = payment.Refund is null ? SubjectKind.Payment : SubjectKind.Refund;
            var row = await Store.Subjects.FindAsync(new SubjectKey("test", kind, "", payment.Object), default);
            Assert.True(row is not null, $"{payment} is unknown.");
            Assert.Equal((payment.EventId, payment.Type), (payment.EventId, $"{(kind == SubjectKind.Refund ? "refund" : "payment")}."
                + SubjectTexts.Of(SubjectFold.Of(kind, row.Entries, row.Ordering).State)));
        }

        var runs = story.Handled.GroupBy(change => change).ToDictionary(one => one.Key, one => one.Count());
        Assert.Empty(runs.Keys.Except(story.Shop.Changes.Select(change => change.EventId)));
        Assert.Empty(runs.Where(run => run.Value > 1).Select(run => run.Key).Except(story.Interrupted));
        Assert.Empty(story.Shop.Present.Select(change => change.EventId).Except(runs.Keys));
        Assert.Empty(story.Shop.Changes.Where(change => change.IsFact).Select(change => change.EventId).Except(runs.Keys));
    }
}

public sealed class InMemoryReconcileStoryTests : ReconcileStoryContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbReconcileStoryTests : ReconcileStoryContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
