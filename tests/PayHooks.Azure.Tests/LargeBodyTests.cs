using System.Text;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>Bodies and records that one property or one message cannot hold.</summary>
[NeedsAzurite]
public sealed class LargeBodyTests : IAsyncLifetime
{
    private AzureStoreUnderTest store = null!;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(null, withQueue: true);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_body_of_200_kilobytes_goes_through_a_blob_and_is_removed_with_the_details()
    {
        var body = $$"""{"id":"e1","pad":"{{new string('x', 200_000)}}"}""";
        ReadOnlyMemory<byte> handled = default;
        using var bench = new TestBench(
            store,
            [
                DelegateHandler.Named("one", (e, _, _) =>
                {
                    handled = e.Body;
                    return Task.CompletedTask;
                }),
            ],
            bodies: store.Bodies);

        Assert.Equal(200, (await bench.DeliverAsync(body)).StatusCode);
        await bench.StepAsync();

        var record = await bench.RecordAsync();
        Assert.Equal(body, Encoding.UTF8.GetString(handled.Span));
        Assert.Equal(body, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));

        store.Time.Advance(TimeSpan.FromDays(36));
        Assert.Equal(new PruneResult(0, 0) { Days = 1 }, await bench.Operations.PruneAsync(default));
        Assert.Null(await store.Bodies.GetAsync(record.BodyReference!, default));
    }

    [Fact]
    public async Task A_kept_body_longer_than_a_property_is_kept_whole()
    {
        var body = new byte[150_000];
        new Random(1).NextBytes(body);

        var record = await store.Ledger.PutAsync(Samples.Record(1, store.Time.GetUtcNow()), body);

        Assert.True((await store.Ledger.ReadBodyAsync(record.Key, default))!.Value.Span.SequenceEqual(body));
    }

    [Fact]
    public async Task A_record_may_outgrow_a_property_and_shrink_again()
    {
        var record = Samples.Record(1, store.Time.GetUtcNow());
        foreach (var length in (int[])[100_000, 10, 70_000])
        {
            var grown = await store.Ledger.PutAsync(record with { LastError = new string('ä', length / 6) });

            Assert.Equal(grown.ToJson(), (await store.Ledger.FindAsync(record.Id, default))!.ToJson());
        }
    }

    [Fact]
    public async Task An_event_whose_facts_fill_its_body_is_worked_on_and_its_body_keeps_them()
    {
        var body = $$"""{"id":"{{new string('ä', 300_000)}}"}""";
        using var bench = new TestBench(store, [], bodies: store.Bodies);
        await bench.DeliverAsync(body);
        await bench.StepAsync();

        var record = await bench.RecordAsync(new string('ä', 300_000));
        Assert.Equal(EventStatus.Completed, record.Status);
        Assert.Equal(new string('ä', 1000) + "…", record.Facts.ProviderEventId);
        Assert.Equal(body, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
    }

    [Fact]
    public async Task A_body_whose_container_is_missing_is_an_outage_not_a_loss()
    {
        await store.Clients.Bodies.DeleteAsync();

        await Assert.ThrowsAsync<global::Azure.RequestFailedException>(() => store.Bodies.GetAsync("test/one", default).AsTask());
    }
}
