using System.Collections.Concurrent;
using PayHooks.Diagnostics;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Confirmation;

/// <summary>What a webhook does not authenticate, the provider's API confirms before a payment or a handler sees it.</summary>
public abstract class ConfirmationContract : StoreContract
{
    private static readonly Dictionary<string, string?> TwoRetries = new()
    {
        ["PayHooks:Retry:Delays:0"] = "00:00:10",
        ["PayHooks:Retry:Delays:1"] = "00:01:00",
    };

    private readonly FakeApi api = new();
    private readonly ConcurrentQueue<(string Handler, WebhookEvent Event, HandlerContext Context)> ran = new();

    [Theory]
    [InlineData("None")]
    [InlineData("Partial")]
    [InlineData("Credentials")]
    public async Task What_the_API_reports_too_reaches_every_handler(string level)
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        using var bench = Bench(Recorder("careful", VerificationLevel.Api));
        await bench.DeliverAsync($$"""{"id":"paid","payment":"p1","at":1,"level":"{{level}}"}""");
        Assert.Empty(api.Asked);
        await bench.WorkUntilEmptyAsync();

        var (_, seen, context) = Assert.Single(ran);
        Assert.Equal((VerificationLevel.Api, Effect.Changed, "succeeded"), (seen.Verification, context.Effect, context.Payment!.State));
        Assert.Equal("p1", Assert.Single(api.Asked).Subject.Id);
        Assert.Equal("order-1", api.Asked.Single().MerchantReference);
        var record = await bench.RecordAsync("paid");
        Assert.Equal((VerificationLevel.Api, EventOutcome.Handled, Effect.Changed), (record.Verification, record.Outcome, record.Effect));
        Assert.Equal(level, Assert.Single(record.DeliveryLog).Verification.ToString());
        Assert.Equal(("succeeded", null), await StateAsync("p1"));
    }

    [Fact]
    public async Task A_forged_event_that_the_API_does_not_know_never_reaches_a_handler_or_a_payment()
    {
        using var bench = Bench(Recorder("trusting", VerificationLevel.None));
        await bench.DeliverAsync("""{"id":"forged","payment":"p1","at":1,"level":"None"}""");
        await bench.StepAsync();
        var waiting = await bench.RecordAsync("forged");
        Assert.Equal((EventStatus.Retrying, null), (waiting.Status, waiting.Effect));
        await bench.WorkUntilEmptyAsync();

        Assert.Empty(ran);
        Assert.Equal(3, api.Asked.Count);
        var record = await bench.RecordAsync("forged");
        Assert.Equal((EventStatus.Dead, VerificationLevel.None, null), (record.Status, record.Verification, record.Effect));
        Assert.Contains("does not know the payment", record.LastError, StringComparison.Ordinal);
        Assert.Equal(["not_found", "not_found", "not_found"], record.AttemptLog.Select(one => one.Outcome));
        Assert.All(record.AttemptLog, one => Assert.Null(one.Handler));
        Assert.Null(await Store.Subjects.FindAsync(Key("p1"), default));
    }

    [Fact]
    public async Task An_earlier_state_is_asked_about_again_and_then_confirmed()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1,"type":"payment.pending"}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":2,"level":"None"}""");
        await bench.StepAsync();
        Assert.Equal(
            "The provider's API does not confirm the notice. It reports pending; the notice says succeeded.",
            (await bench.RecordAsync("paid")).LastError);

        api.Report("p1", """{"id":"item","payment":"p1","at":2}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.succeeded"], Types);
        var record = await bench.RecordAsync("paid");
        Assert.Equal((EventStatus.Completed, 2, null), (record.Status, record.Attempts, record.LastError));
        Assert.Equal(["earlier", "succeeded"], record.AttemptLog.Select(one => one.Outcome));
    }

    [Fact]
    public async Task A_state_that_the_API_has_passed_on_the_same_way_is_handled_and_so_is_the_newer_one()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":2}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"begun","payment":"p1","at":1,"type":"payment.pending","level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.pending", "payment.succeeded"], Types);
        Assert.Equal((VerificationLevel.Api, VerificationLevel.Api),
            ((await bench.RecordAsync("begun")).Verification, (await bench.RecordAsync("item")).Verification));
        Assert.Equal(("succeeded", null), await StateAsync("p1"));
    }

    [Theory]
    [InlineData("payment.failed", "payment.succeeded")]
    [InlineData("payment.canceled", "payment.succeeded")]
    [InlineData("payment.authorized", "payment.canceled")]
    public async Task A_state_that_the_API_says_nothing_about_because_it_is_past_it_is_stale(string notice, string now)
    {
        api.Report("p1", $$"""{"id":"item","payment":"p1","at":2,"type":"{{now}}"}""");
        using var bench = Bench(Recorder("careful"), Recorder("trusting", VerificationLevel.None));
        await bench.DeliverAsync($$"""{"id":"past","payment":"p1","at":1,"type":"{{notice}}","level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([now, now], Types);
        var record = await bench.RecordAsync("past");
        Assert.Equal(
            (EventStatus.Completed, EventOutcome.Stale, VerificationLevel.None), (record.Status, record.Outcome, record.Verification));
        Assert.DoesNotContain(
            (await Store.Subjects.FindAsync(Key("p1"), default))!.Entries, entry => entry.EventId == TestBench.IdOf("past"));
    }

    [Theory]
    [InlineData("\"amount\":\"90.00\"", "It reports 12.50 EUR; the notice says 90.00 EUR.")]
    [InlineData("\"reference\":\"order-9\"", "It has another merchant reference.")]
    public async Task What_the_API_contradicts_is_a_dead_letter_and_an_alarm(string forged, string why)
    {
        using var metrics = new MetricReadings("test");
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        using var bench = Bench(Recorder("trusting", VerificationLevel.None));
        await bench.ReportAsync("""{"id":"begun","payment":"p1","at":0,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.DeliverAsync($$"""{"id":"forged","payment":"p1","at":1,{{forged}},"level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.pending"], Types);
        var record = await bench.RecordAsync("forged");
        Assert.Equal((EventStatus.Dead, 1, null), (record.Status, record.Attempts, record.Effect));
        Assert.Equal($"The provider's API contradicts the notice. {why}", record.LastError);
        Assert.Equal("contradicted", record.AttemptLog.Single().Outcome);
        var flag = Assert.Single(await Store.Subjects.ListFlagsAsync(10, default));
        Assert.Equal(("contradicted", record.Id), (flag.Flag, flag.EventId));
        Assert.Equal(["contradicted"], PaymentView.Of((await Store.Subjects.FindAsync(Key("p1"), default))!).Flags);
        Assert.Contains((Telemetry.Confirmations.Name, 1, "outcome=contradicted"), metrics.All);
        Assert.Contains((Telemetry.PaymentFlags.Name, 1, "flag=contradicted"), metrics.All);
        Assert.True(bench.Log.Has("Payment alarm contradicted"));
    }

    [Fact]
    public async Task A_contradicted_event_of_an_unknown_payment_creates_none()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"forged","payment":"p1","at":1,"amount":"90.00","level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync("forged")).Status);
        Assert.Null(await Store.Subjects.FindAsync(Key("p1"), default));
        Assert.Empty(await Store.Subjects.ListFlagsAsync(10, default));
    }

    [Fact]
    public async Task A_replay_of_a_contradicted_event_asks_again()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1,"amount":"90.00"}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();
        await bench.Operations.ReplayAsync(TestBench.IdOf("paid"), force: true, default);
        await bench.WorkUntilEmptyAsync();
        Assert.Empty(ran);

        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        await bench.Operations.ReplayAsync(TestBench.IdOf("paid"), default);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(["payment.succeeded"], Types);
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync("paid")).Status);
    }

    [Theory]
    [InlineData(ApiFailure.Unavailable, "could not be asked", "unavailable")]
    [InlineData(ApiFailure.Unexpected, "could not be asked", "unavailable")]
    [InlineData(ApiFailure.Throttled, "limits requests", "throttled")]
    [InlineData(ApiFailure.Refused, "refuses the key of the source", "key_refused")]
    public async Task An_API_that_cannot_be_asked_is_asked_again_and_no_handler_is_blamed(ApiFailure failure, string why, string outcome)
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        api.Failure = new ProviderApiException(failure, "Out of order.");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.StepAsync();

        var record = await bench.RecordAsync("paid");
        Assert.Equal((EventStatus.Retrying, 1, null), (record.Status, record.Attempts, record.Effect));
        Assert.Contains(why, record.LastError, StringComparison.Ordinal);
        Assert.EndsWith("Out of order.", record.LastError, StringComparison.Ordinal);
        Assert.Equal((outcome, null), (record.AttemptLog.Single().Outcome, record.AttemptLog.Single().Handler));
        Assert.Equal(failure == ApiFailure.Refused, bench.Log.Has("Correct its Api__Key"));

        api.Failure = null;
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(["payment.succeeded"], Types);
    }

    [Fact]
    public async Task A_provider_that_asks_to_wait_is_waited_for()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        api.Failure = new ProviderApiException(ApiFailure.Throttled, "Too many.") { RetryAfter = TimeSpan.FromMinutes(30) };
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.StepAsync();

        Assert.Equal(Now + TimeSpan.FromMinutes(30), (await bench.RecordAsync("paid")).NextAttemptAt);
    }

    [Fact]
    public async Task A_confirmed_event_whose_handler_fails_is_not_confirmed_again()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        var failures = 2;
        using var bench = Bench(DelegateHandler.Named(
            "shaky", (_, _, _) => failures-- > 0 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask));
        await bench.DeliverAsync("""{"id":"paid","payment":"p1","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync("paid")).Status);
        Assert.Single(api.Asked);
    }

    [Theory]
    [InlineData(ApiConfirmation.Never, "None", 0)]
    [InlineData(ApiConfirmation.Partial, "Credentials", 1)]
    [InlineData(ApiConfirmation.Partial, "Signature", 0)]
    [InlineData(ApiConfirmation.Always, "Signature", 1)]
    public async Task The_setting_says_what_is_confirmed(ApiConfirmation confirm, string level, int asked)
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":1}""");
        using var bench = new TestBench(Store, [Recorder("trusting", VerificationLevel.None)], api: api, confirm: confirm);
        await bench.DeliverAsync($$"""{"id":"paid","payment":"p1","at":1,"level":"{{level}}"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(asked, api.Asked.Count);
        Assert.Equal(asked == 1 ? VerificationLevel.Api : Enum.Parse<VerificationLevel>(level), Assert.Single(ran).Event.Verification);
    }

    [Fact]
    public async Task An_event_without_a_state_and_an_object_that_the_API_does_not_find_are_not_asked_about()
    {
        var payments = new FakeApi { Capabilities = new ApiCapabilities { Finds = new HashSet<SubjectKind> { SubjectKind.Payment } } };
        using var bench = new TestBench(Store, [Recorder("trusting", VerificationLevel.None)], api: payments);
        await bench.DeliverAsync("""{"id":"customer","type":"customer.created","level":"None"}""");
        await bench.DeliverAsync("""{"id":"update","payment":"p1","type":"payment.updated","level":"None"}""");
        await bench.DeliverAsync("""{"id":"refund","payment":"p1","refund":"r1","type":"refund.succeeded","at":1,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Empty(payments.Asked);
        Assert.Equal(3, ran.Count);
    }

    [Fact]
    public async Task What_only_an_unsigned_notice_says_is_left_out()
    {
        api.Report("p1", """{"id":"item","payment":"p1","at":5,"reference":null}""");
        api.Report("p2", """{"id":"item2","payment":"p2","at":5,"reference":null}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"unsigned","payment":"p1","at":1,"level":"Partial"}""");
        await bench.DeliverAsync("""{"id":"known","payment":"p2","at":1,"level":"Credentials"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal([null, "order-1"], ran.Select(one => one.Event.Resource.MerchantReference));
        Assert.Equal([5, 1], ran.Select(one => one.Event.Facts.Subject!.ChangedAt!.Value.ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task A_refund_is_confirmed_by_itself_and_its_parent()
    {
        api.Report("r1", """{"id":"item","payment":"p1","refund":"r1","type":"refund.succeeded","at":2}""");
        api.Report("r2", """{"id":"item2","payment":"p2","refund":"r2","type":"refund.succeeded","at":2}""");
        using var bench = Bench(Recorder("careful"));
        await bench.DeliverAsync("""{"id":"true","payment":"p1","refund":"r1","type":"refund.succeeded","at":2,"level":"None"}""");
        await bench.DeliverAsync("""{"id":"forged","payment":"p1","refund":"r2","type":"refund.succeeded","at":2,"level":"None"}""");
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(TestBench.IdOf("true"), Assert.Single(ran).Event.Id);
        Assert.Contains("It belongs to another payment.", (await bench.RecordAsync("forged")).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_events_wait_when_they_have_asked_too_often_and_events_with_credentials_do_not()
    {
        const int Events = 64;
        using var bench = Bench(Recorder("careful"));
        for (var number = 0; number < Events; number++)
        {
            api.Report($"p{number}", $$"""{"id":"item{{number}}","payment":"p{{number}}","at":1,"reference":"r{{number}}"}""");
            await bench.DeliverAsync($$"""{"id":"e{{number}}","payment":"p{{number}}","at":1,"reference":"r{{number}}","level":"None"}""");
        }

        for (var number = 0; number < Events; number++)
        {
            await bench.StepAsync();
        }

        Assert.Equal(60, api.Asked.Count);
        var waiting = await bench.RecordAsync("e63");
        Assert.Equal((EventStatus.Retrying, 0), (waiting.Status, waiting.Attempts));
        Assert.Empty(waiting.AttemptLog);
        Assert.Contains("wait for the provider's API", waiting.LastError, StringComparison.Ordinal);
        Assert.Equal(4, bench.Results.Count(one => one.Outcome == ProcessOutcome.Requeued));

        api.Report("known", """{"id":"item","payment":"known","at":1,"reference":"known"}""");
        await bench.DeliverAsync("""{"id":"known","payment":"known","at":1,"reference":"known","level":"Credentials"}""");
        await bench.StepAsync();
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync("known")).Status);

        await bench.WorkUntilEmptyAsync();
        Assert.Equal(Events + 1, ran.Count);
        Assert.Equal((EventStatus.Completed, 1), ((await bench.RecordAsync("e63")).Status, (await bench.RecordAsync("e63")).Attempts));
    }

    private IEnumerable<string> Types => ran.Select(one => one.Event.Type);

    private static SubjectKey Key(string payment) => new("test", SubjectKind.Payment, "", payment);

    private TestBench Bench(params HandlerRegistration[] handlers) => new(Store, handlers, settings: TwoRetries, api: api);

    private async Task<(string? State, string? Unconfirmed)> StateAsync(string payment)
    {
        var view = PaymentView.Of((await Store.Subjects.FindAsync(Key(payment), default))!);
        return (view.State, view.Unconfirmed);
    }

    private HandlerRegistration Recorder(string name, VerificationLevel level = VerificationLevel.Credentials) => DelegateHandler.Named(
        name, (one, context, _) =>
    {
        ran.Enqueue((name, one, context));
        return Task.CompletedTask;
    }, level);
}

public sealed class InMemoryConfirmationTests : ConfirmationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbConfirmationTests : ConfirmationContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
