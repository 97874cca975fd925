using PayHooks.Operations;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>What people know of a payment finds it and its events in every store, by reading rows by their keys.</summary>
public abstract class PaymentLookupContract : StoreContract
{
    [Fact]
    public async Task A_payment_is_found_by_its_id_and_by_the_merchants_reference()
    {
        using var bench = await BenchAsync();

        foreach (var query in new[] { new PaymentQuery { Id = "p1" }, new PaymentQuery { Reference = "order-7" } })
        {
            Forget();
            var found = await bench.PaymentQueries.ListAsync(query, default);
            AssertPointReads();
            Assert.Equal("p1", Assert.Single(found).Key.Id);
        }

        Assert.Empty(await bench.PaymentQueries.ListAsync(new PaymentQuery { Id = "order-7" }, default));
        Assert.Empty(await bench.PaymentQueries.ListAsync(new PaymentQuery { Reference = "order-7", Source = "other" }, default));
    }

    [Theory]
    [InlineData("p1")]
    [InlineData("order-7")]
    public async Task The_search_finds_all_events_of_a_payment(string text)
    {
        using var bench = await BenchAsync();

        Forget();
        var found = await bench.PaymentQueries.SearchAsync(new EventQuery { Search = text }, default);

        AssertPointReads();
        Assert.Equal(new[] { "failed", "paid", "back" }.Select(TestBench.IdOf).Order(), found.Events.Select(record => record.Id).Order());
    }

    /// <summary>Forgets the requests so far.</summary>
    private protected virtual void Forget()
    {
    }

    /// <summary>Fails if a request since was more than the read of one row.</summary>
    private protected virtual void AssertPointReads()
    {
    }

    private protected async Task<TestBench> BenchAsync()
    {
        var bench = new TestBench(Store, [DelegateHandler.Named("shop", (_, _, _) => Task.CompletedTask)]);
        foreach (var body in new[]
        {
            """{"id":"failed","payment":"p1","at":1,"type":"payment.failed","reference":"order-7"}""",
            """{"id":"paid","payment":"p1","at":2,"reference":"order-7"}""",
            """{"id":"back","payment":"p1","refund":"r1","at":3,"type":"refund.succeeded","reference":null}""",
            """{"id":"other","payment":"p2","at":2,"reference":"order-8"}""",
        })
        {
            await bench.DeliverAsync(body);
            await bench.WorkUntilEmptyAsync();
        }

        return bench;
    }
}

public sealed class InMemoryPaymentLookupTests : PaymentLookupContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbPaymentLookupTests : PaymentLookupContract
{
    [Fact]
    public async Task The_search_for_a_payment_with_very_many_events_goes_on_page_by_page()
    {
        using var bench = await BenchAsync();
        var now = Store.Time.GetUtcNow();
        for (var i = 0; i < 600; i++)
        {
            var record = Samples.Record(i, now.AddSeconds(i - 300), source: "test");
            await Store.Ledger.PutAsync(record with { Facts = record.Facts with { Resource = new Resource("p1", null) } });
        }

        List<string> found = [];
        var query = new EventQuery { Search = "p1", Limit = 70 };
        do
        {
            var page = await bench.PaymentQueries.SearchAsync(query, default);
            found.AddRange(page.Events.Select(record => record.Id));
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        Assert.Equal(603, found.Count);
        Assert.Equal(603, found.Distinct().Count());
    }

    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
