using PayHooks.Payments;
using PayHooks.Reconciliation;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation;

/// <summary>What runs do when the provider's API does not answer as it should.</summary>
public sealed class ReconcileFailureTests
{
    private readonly InMemoryStoreUnderTest store = new();

    [Fact]
    public async Task A_list_that_names_the_same_page_for_ever_ends_the_run()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { PageSize = 0 });
        bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();

        Assert.Equal((2, false), (run.Requests, run.Complete));
        Assert.Contains("the same page", run.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_run_waits_as_long_as_the_provider_asks_and_goes_on_there()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        for (var number = 0; number < 25; number++)
        {
            bench.Shop.Pay($"p{number}");
        }

        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.OnRequest = number => number == 2 ? throw Throttled(TimeSpan.FromMinutes(7)) : Task.CompletedTask;
        var first = await bench.RunAsync();
        var refused = await bench.AskAsync();
        bench.Pass(TimeSpan.FromMinutes(7));
        var second = await bench.RunAsync();

        Assert.Equal((10, 2, false), (first.Missed, first.Requests, first.Complete));
        Assert.Equal(ReconcileRefusal.Waiting, refused.Refusal);
        Assert.Equal((15, 2, true), (second.Missed, second.Requests, second.Complete));
        Assert.Equal(4, bench.Api.Requests);
    }

    [Fact]
    public async Task A_refused_key_is_a_problem_of_the_source_and_is_tried_less_and_less_often()
    {
        using var first = await ReconcileBench.StartAsync(store);
        using var bench = first.Next(ReconcileBench.Settings() with { Every = TimeSpan.FromMinutes(15) });
        bench.Api.FailWith(new ProviderApiException(ApiFailure.Refused, "The provider does not accept the key. Set Api__Key."));
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            await bench.Reconciler.RunDueAsync(default);
            bench.Pass(TimeSpan.FromMinutes(1));
        }

        // After 0, 15 and 45 minutes, 1:45, 3:45, 7:45, 13:45 and 19:45.
        Assert.Equal(8, bench.Api.Requests);
        var source = Assert.Single((await bench.Process.Sources.ReadAsync(default)).Sources);
        Assert.Equal("The provider does not accept the key. Set Api__Key.", source.Problem);

        // A person has changed its rights; and a new key is tried at once.
        bench.Api.OnRequest = null;
        using var next = bench.Next(ReconcileBench.Settings("new-key") with { Every = TimeSpan.FromMinutes(15) });
        await next.Reconciler.RunDueAsync(default);
        Assert.Equal(9, bench.Api.Requests);
        Assert.Null(Assert.Single((await bench.Process.Sources.ReadAsync(default)).Sources).Problem);
    }

    [Fact]
    public async Task An_API_that_is_away_is_asked_again_next_time()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        bench.Shop.Pay("p1");
        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.FailWith(new ProviderApiException(ApiFailure.Unavailable, "No response."));

        var first = await bench.RunAsync();
        bench.Api.OnRequest = null;
        var second = await bench.RunAsync();

        Assert.Equal((false, "No response. The next run continues."), (first.Complete, first.Problem));
        Assert.Equal((true, 1), (second.Complete, second.Missed));
    }

    [Fact]
    public async Task A_response_that_is_not_understood_does_not_come_back_with_its_cursor()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        for (var number = 0; number < 15; number++)
        {
            bench.Shop.Pay($"p{number}");
        }

        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.OnRequest = number =>
            number == 2 ? throw new ProviderApiException(ApiFailure.Unexpected, "The cursor has expired.") : Task.CompletedTask;
        await bench.RunAsync();
        var second = await bench.RunAsync();

        Assert.Equal((15, 5, true), (second.Checked, second.Missed, second.Complete));
    }

    [Fact]
    public async Task An_API_that_never_responds_ends_the_run()
    {
        using var bench = await ReconcileBench.StartAsync(store);
        bench.Api.OnRequest = _ => new TaskCompletionSource().Task;

        var running = bench.ReportAsync();
        await Eventually.Async(() => Task.FromResult(store.Time.Waits(length => length == TimeSpan.FromSeconds(30))), waits => waits);
        store.Time.Advance(TimeSpan.FromSeconds(30));
        var run = await running;

        Assert.Equal((1, false), (run.Requests, run.Complete));
        Assert.Contains("did not respond within 30 seconds", run.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_lookups_of_payments_that_the_list_lacks_end_with_the_time_of_the_run()
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { IsComplete = true });
        for (var number = 0; number < 15; number++)
        {
            await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay($"forged{number}"));
        }

        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.OnRequest = number =>
        {
            bench.Pass(number == 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        };
        var run = await bench.ReportAsync();

        Assert.Equal((10, 9, false), (run.Requests, run.Conflicts, run.Complete));
        Assert.Contains("looked up", run.Problem, StringComparison.Ordinal);
        Assert.Equal(run.Until, (await bench.StatusAsync()).Watermark);
    }

    [Theory]
    [InlineData(ApiFailure.Unavailable)]
    [InlineData(ApiFailure.Throttled)]
    [InlineData(ApiFailure.Refused)]
    [InlineData(ApiFailure.Unexpected)]
    public async Task A_lookup_that_fails_does_not_hold_the_watermark_of_the_list(ApiFailure failure)
    {
        using var bench = await ReconcileBench.StartAsync(store, shop => new SimulatedApi(shop) { IsComplete = true });
        await bench.ReceiveAsync(new SimulatedShop(store.Time).Pay("forged"));
        bench.Pass(ReconcileBench.LongAgo);
        bench.Api.OnRequest = number => number == 2 ? throw new ProviderApiException(failure, "No.") : Task.CompletedTask;

        var failed = await bench.RunAsync();
        var status = await bench.StatusAsync();
        bench.Pass(TimeSpan.FromMinutes(1));
        var next = await bench.RunAsync();

        Assert.False(failed.Complete);
        Assert.Contains("No.", failed.Problem, StringComparison.Ordinal);
        Assert.Equal((failed.Until, null), (status.Watermark, status.Problem));
        Assert.Equal(failure == ApiFailure.Throttled, status.RetryAt is not null);
        Assert.Equal((true, 1), (next.Complete, next.Conflicts));
    }

    [Fact]
    public async Task A_payment_row_of_a_newer_format_is_looked_up_like_any_other()
    {
        await using var rocks = await RocksDbStoreUnderTest.CreateAsync();
        using var bench = await ReconcileBench.StartAsync(rocks, shop => new SimulatedApi(shop) { IsComplete = true });
        await bench.ReceiveAsync(new SimulatedShop(rocks.Time).Pay("forged"));
        var key = new SubjectKey("test", SubjectKind.Payment, "", "forged");
        await rocks.Subjects.ApplyAsync(key, row => (row! with { Format = SubjectRow.CurrentFormat + 1 }, 0), default);
        bench.Pass(ReconcileBench.LongAgo);

        var run = await bench.RunAsync();
        var one = await bench.RunAsync(new ReconcileRequest { Payment = "forged" });

        Assert.Equal((1, true), (run.Conflicts, run.Complete));
        Assert.Equal((1, true), (one.Conflicts, one.Complete));
    }

    private static ProviderApiException Throttled(TimeSpan retryAfter) =>
        new(ApiFailure.Throttled, "Too many requests.") { RetryAfter = retryAfter };
}
