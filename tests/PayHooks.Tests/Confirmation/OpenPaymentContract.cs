using System.Collections.Concurrent;
using PayHooks.Confirmation;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Confirmation;

/// <summary>A payment that stays open is asked about, because the notice that ends it may never come.</summary>
public abstract class OpenPaymentContract : StoreContract
{
    private const string Pending = """{"id":"begun","payment":"p1","at":1,"type":"payment.pending"}""";
    private const string Paid = """{"id":"paid","payment":"p1","at":2}""";

    private readonly FakeApi api = new();
    private readonly ConcurrentQueue<string> ran = new();

    [Fact]
    public async Task A_payment_whose_notice_never_comes_is_found_after_five_minutes()
    {
        api.Report("p1", Paid);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(0, await bench.AskOpenPaymentsAsync());

        Store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.pending", "payment.succeeded"], ran);
        Assert.Equal(VerificationLevel.Api, (await bench.RecordAsync("paid")).Verification);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_payment_that_stays_open_is_asked_about_five_times_and_then_left()
    {
        api.Report("p1", Pending);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();

        List<TimeSpan> asked = [];
        var start = Now;
        for (var minute = 0; minute < 5 * 24 * 60; minute += 5)
        {
            Store.Time.Advance(TimeSpan.FromMinutes(5));
            asked.AddRange(Enumerable.Repeat(Now - start, await bench.AskOpenPaymentsAsync()));
        }

        Assert.Equal([5, 65, 65 + 1440, 65 + 2880, 65 + 4320], asked.Select(one => one.TotalMinutes));
        Assert.Equal(5, api.Asked.Count);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_payment_that_is_final_in_time_is_not_asked_about()
    {
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.DeliverAsync(Paid);
        await bench.WorkUntilEmptyAsync();
        Assert.NotEmpty(await RowsAsync());
        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, await bench.AskOpenPaymentsAsync());
        Assert.Empty(api.Asked);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_payment_that_moves_on_and_stays_open_is_asked_about_from_its_last_move()
    {
        const string Authorized = """{"id":"authorized","payment":"p1","at":2,"type":"payment.authorized"}""";
        api.Report("p1", Authorized);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(4));
        await bench.DeliverAsync(Authorized);
        await bench.WorkUntilEmptyAsync();

        Store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await bench.AskOpenPaymentsAsync());
        Store.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task Two_states_that_follow_each_other_within_a_minute_are_both_noted()
    {
        const string Authorized = """{"id":"authorized","payment":"p1","at":2,"type":"payment.authorized"}""";
        api.Report("p1", Authorized);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync(Authorized);
        await bench.WorkUntilEmptyAsync();

        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_payment_that_an_item_of_the_API_raises_is_noted_again()
    {
        api.Report("p1", """{"id":"begun","payment":"p1","at":1,"type":"payment.pending","level":"Api"}""");
        using var bench = Bench(ApiConfirmation.Never);
        await bench.DeliverAsync("""{"id":"begun","payment":"p1","at":1,"type":"payment.pending","level":"Partial"}""");
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        await bench.WorkUntilEmptyAsync();

        Assert.Equal("pending/pending", Assert.Single((await RowsAsync()).Select(row => OpenPayment.FromJson(row.Value.Span)!.State)));
    }

    [Fact]
    public async Task After_a_long_stop_what_is_long_overdue_is_still_asked_about()
    {
        api.Report("p1", Paid);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(0, await bench.AskOpenPaymentsAsync());

        Store.Time.Advance(TimeSpan.FromDays(9));

        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
    }

    [Fact]
    public async Task Of_two_instances_one_asks()
    {
        api.Report("p1", Pending);
        using var first = Bench();
        using var second = Bench();
        await first.DeliverAsync(Pending);
        await first.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        var others = -1;
        api.Before = async () => others = await second.AskOpenPaymentsAsync();

        Assert.Equal(1, await first.AskOpenPaymentsAsync());

        Assert.Equal(0, others);
        Assert.Single(api.Asked);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task An_instance_that_dies_while_it_asks_is_followed_by_another()
    {
        api.Report("p1", Paid);
        using var first = Bench();
        await first.DeliverAsync(Pending);
        await first.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        api.Failure = new ProviderApiException(ApiFailure.Unavailable, "Gone.");
        Assert.Equal(1, await first.AskOpenPaymentsAsync());

        api.Failure = null;
        using var second = Bench();
        Assert.Equal(0, await second.AskOpenPaymentsAsync());
        Store.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await second.AskOpenPaymentsAsync());
        await second.WorkUntilEmptyAsync();

        Assert.Equal(["payment.pending", "payment.succeeded"], ran);
    }

    [Fact]
    public async Task An_API_that_refuses_is_left_alone_for_a_while_and_nothing_is_forgotten()
    {
        api.Report("p1", Paid);
        api.Report("p2", """{"id":"paid2","payment":"p2","at":2,"reference":"order-2"}""");
        api.Failure = new ProviderApiException(ApiFailure.Refused, "Wrong key.");
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.AskOpenPaymentsAsync();
        await bench.DeliverAsync("""{"id":"begun2","payment":"p2","at":1,"type":"payment.pending","reference":"order-2"}""");
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await bench.AskOpenPaymentsAsync());
        Assert.Single(api.Asked);
        Assert.True(bench.Log.Has("could not be asked about open payments"));

        api.Failure = null;
        Store.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(2, await bench.AskOpenPaymentsAsync());
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(2, ran.Count(type => type == EventTypes.PaymentSucceeded));
    }

    [Fact]
    public async Task A_process_that_starts_days_later_asks_about_what_the_last_one_left()
    {
        api.Report("p1", Paid);
        using (var first = Bench())
        {
            await first.AskOpenPaymentsAsync();
            await first.DeliverAsync(Pending);
            await first.WorkUntilEmptyAsync();
        }

        Store.Time.Advance(TimeSpan.FromDays(5));
        using var second = Bench();
        Assert.Equal(1, await second.AskOpenPaymentsAsync());
    }

    [Fact]
    public async Task A_clock_that_was_ahead_hides_nothing()
    {
        api.Report("p1", Paid);
        using var bench = Bench();
        Store.Time.SetForward(TimeSpan.FromDays(2));
        await bench.AskOpenPaymentsAsync();
        Store.Time.SetBack(TimeSpan.FromDays(2));
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        using var next = Bench();
        Assert.Equal(0, await next.AskOpenPaymentsAsync());
    }

    [Fact]
    public async Task An_unconfirmed_state_is_asked_about()
    {
        api.Report("p1", Paid);
        using var bench = Bench(ApiConfirmation.Never);
        await bench.DeliverAsync("""{"id":"unsigned","payment":"p1","at":2,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.succeeded"], ran);
        var row = await Store.Subjects.FindAsync(new SubjectKey("test", SubjectKind.Payment, "", "p1"), default);
        Assert.Equal(("succeeded", null), (PaymentView.Of(row!).State, PaymentView.Of(row!).Unconfirmed));
    }

    [Fact]
    public async Task An_answer_that_is_older_than_what_is_known_changes_nothing()
    {
        api.Report("p1", Pending);
        using var bench = Bench();
        await bench.DeliverAsync("""{"id":"authorized","payment":"p1","at":2,"type":"payment.authorized"}""");
        await bench.WorkUntilEmptyAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await bench.AskOpenPaymentsAsync());
        Assert.Equal(0, await Store.Queue.CountAsync(default));
        Assert.Single(await RowsAsync());
    }

    [Theory]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.Refuses)]
    public async Task A_fault_between_the_payment_and_its_row_lets_no_open_payment_be_forgotten(Fault fault)
    {
        for (var call = 1; call <= 12; call++)
        {
            var payment = $"p{call}";
            var plan = new FaultPlan(call, fault);
            using var first = new TestBench(Store, [], plan, api: api);
            using var second = Bench();
            await second.DeliverAsync($$"""{"id":"{{payment}}","payment":"{{payment}}","reference":null,"at":1,"type":"payment.pending"}""");
            await first.StepAsync();
            await second.WorkUntilEmptyAsync();

            var payments = (await RowsAsync()).Select(row => OpenPayment.FromJson(row.Value.Span)!.Id);
            Assert.Contains(payment, payments);
        }
    }

    [Fact]
    public async Task Without_an_API_nothing_is_noted_and_nothing_read()
    {
        using var bench = new TestBench(Store, [], FaultPlan.None);
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();

        Assert.Empty(await RowsAsync());
        var calls = bench.Faults.Calls;
        Assert.Equal(0, await bench.AskOpenPaymentsAsync());
        Assert.Equal(calls, bench.Faults.Calls);
    }

    [Fact]
    public async Task An_erased_payment_is_not_asked_about()
    {
        api.Report("p1", Paid);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        await bench.Payments.EraseAsync("test", "p1", default);
        Store.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, await bench.AskOpenPaymentsAsync());
        Assert.Empty(api.Asked);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_server_asks_by_itself_and_goes_on_after_a_failure()
    {
        api.Report("p1", Paid);
        var plan = new FaultPlan(1, Fault.Refuses);
        using var failing = new TestBench(Store, [], plan, api: api);
        using var bench = Bench();
        await bench.DeliverAsync(Pending);
        await bench.WorkUntilEmptyAsync();
        using var service = failing.CreateOpenPaymentService();
        await service.StartAsync(default);
        await Eventually.Async(() => Task.FromResult(failing.Log.Has("could not be asked about; trying again")), isLogged => isLogged);

        // In small steps: the limit of a call to the store is measured by the same clock.
        Store.Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.Async(
            () =>
            {
                Store.Time.Advance(OpenPaymentService.Interval / 40);
                return Task.FromResult(api.Asked.Count);
            },
            asked => asked > 0);
        await service.StopAsync(default);
    }

    // Of the hours around now.
    private async Task<IReadOnlyList<StateRow>> RowsAsync()
    {
        List<StateRow> rows = [];
        for (var hour = -120; hour <= 30; hour++)
        {
            rows.AddRange(await Store.State.ListAsync(OpenPayment.PartitionOf(Now + TimeSpan.FromHours(hour)), null, 100, default));
        }

        return rows;
    }

    private TestBench Bench(ApiConfirmation confirm = ApiConfirmation.Partial) =>
        new(Store, [Recorder()], api: api, apiSettings: new ApiSettings { Key = "api-key", Confirm = confirm });

    private HandlerRegistration Recorder() => DelegateHandler.Named("careful", (one, _, _) =>
    {
        ran.Enqueue(one.Type);
        return Task.CompletedTask;
    });
}

public sealed class InMemoryOpenPaymentTests : OpenPaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbOpenPaymentTests : OpenPaymentContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
