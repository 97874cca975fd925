using PayHooks.Confirmation;
using PayHooks.Payments;

namespace PayHooks.Tests.Confirmation;

/// <summary>What the answer of an API means for a notice.</summary>
public sealed class ApiComparisonTests
{
    [Theory]
    [InlineData("pending", "pending", "confirmed")]
    [InlineData("pending", "succeeded", "superseded")]
    [InlineData("pending", "failed", "superseded")]
    [InlineData("authorized", "succeeded", "superseded")]
    [InlineData("authorized", "canceled", "outdated")]
    [InlineData("authorized", "pending", "earlier")]
    [InlineData("failed", "authorized", "outdated")]
    [InlineData("failed", "succeeded", "outdated")]
    [InlineData("expired", "succeeded", "outdated")]
    [InlineData("succeeded", "succeeded", "confirmed")]
    [InlineData("succeeded", "void", "outdated")]
    [InlineData("succeeded", "refunded", "superseded")]
    [InlineData("succeeded", "failed", "earlier")]
    [InlineData("void", "succeeded", "earlier")]
    public void A_state_of_a_payment_is_compared_by_rank(string notice, string api, string outcome) =>
        Assert.Equal(outcome, Outcome(Event(SubjectKind.Payment, State(notice)), Event(SubjectKind.Payment, State(api))));

    [Theory]
    [InlineData(SubjectKind.Refund, "pending", "succeeded", "superseded")]
    [InlineData(SubjectKind.Refund, "succeeded", "failed", "outdated")]
    [InlineData(SubjectKind.Refund, "succeeded", "pending", "earlier")]
    [InlineData(SubjectKind.Payout, "failed", "succeeded", "earlier")]
    [InlineData(SubjectKind.Dispute, "opened", "lost", "superseded")]
    [InlineData(SubjectKind.Dispute, "won", "lost", "outdated")]
    public void So_is_a_state_of_another_object(SubjectKind kind, string notice, string api, string outcome) =>
        Assert.Equal(outcome, Outcome(Event(kind, State(notice)), Event(kind, State(api))));

    [Fact]
    public void A_lower_rank_is_later_if_the_time_says_so()
    {
        var failed = Event(SubjectKind.Payment, SubjectState.Failed, at: 1);

        Assert.Equal("outdated", Outcome(failed, Event(SubjectKind.Payment, SubjectState.Pending, at: 2)));
        Assert.Equal("earlier", Outcome(failed, Event(SubjectKind.Payment, SubjectState.Pending, at: 1)));
        Assert.Equal("earlier", Outcome(
            failed with { Ordering = EventOrdering.Rank }, Event(SubjectKind.Payment, SubjectState.Pending, at: 2)));
    }

    [Fact]
    public void Another_attempt_confirms_nothing()
    {
        var failed = Event(SubjectKind.Payment, SubjectState.Failed, at: 2);
        failed = failed with { Subject = failed.Subject with { Attempt = "one" } };
        var later = failed with { Subject = failed.Subject with { Attempt = "two", ChangedAt = DateTimeOffset.FromUnixTimeSeconds(3) } };

        Assert.Equal("outdated", Outcome(failed, later));
        Assert.Equal("earlier", Outcome(later, failed));
        Assert.Equal("superseded", Outcome(failed with { State = SubjectState.Pending }, later with { State = SubjectState.Pending }));
    }

    [Theory]
    [InlineData("succeeded", "10.00", "EUR", "succeeded", "12.00", "EUR", "contradicted")]
    [InlineData("succeeded", "10.00", "EUR", "succeeded", "10.00", "USD", "contradicted")]
    [InlineData("succeeded", "10", "EUR", "succeeded", "10.00", "EUR", "confirmed")]
    [InlineData("succeeded", "?", "EUR", "succeeded", "10.00", "USD", "contradicted")]
    [InlineData("succeeded", "10.00", "EUR", "succeeded", null, "EUR", "confirmed")]
    [InlineData("authorized", "10.00", "EUR", "succeeded", "8.00", "EUR", "superseded")]
    [InlineData("authorized", "10.00", "EUR", "succeeded", "12.00", "EUR", "contradicted")]
    [InlineData("authorized", "10.00", "EUR", "succeeded", "8.00", "USD", "contradicted")]
    [InlineData("succeeded", "10.00", "EUR", "refunded", "2.00", "EUR", "superseded")]
    public void Amounts_are_compared_where_both_are_those_of_the_payment(
        string notice, string? amount, string currency, string api, string? other, string otherCurrency, string outcome) =>
        Assert.Equal(outcome, Outcome(
            Event(SubjectKind.Payment, State(notice)) with { Amount = Money(amount, currency) },
            Event(SubjectKind.Payment, State(api)) with { Amount = Money(other, otherCurrency) }));

    [Theory]
    [InlineData("5.00", "confirmed")]
    [InlineData("7.00", "superseded")]
    [InlineData("4.00", "earlier")]
    [InlineData(null, "earlier")]
    public void A_running_total_of_refunds_is_compared_with_the_total(string? total, string outcome)
    {
        var notice = Event(SubjectKind.Payment, SubjectState.Refunded) with { Amount = Money("5.00", "EUR") };
        var api = Event(SubjectKind.Payment, SubjectState.Succeeded);

        Assert.Equal(outcome, Outcome(notice, api with { Subject = api.Subject with { RefundedTotal = Money(total, "EUR") } }));
    }

    [Fact]
    public void Another_payment_reference_or_mode_contradicts()
    {
        var notice = Event(SubjectKind.Refund, SubjectState.Succeeded) with { MerchantReference = "one", Livemode = true };
        notice = notice with { Subject = notice.Subject with { PaymentId = "p1" } };

        Assert.Equal("confirmed", Outcome(notice, notice));
        Assert.Equal("confirmed", Outcome(notice, Event(SubjectKind.Refund, SubjectState.Succeeded)));
        Assert.Equal("contradicted", Outcome(notice, notice with { MerchantReference = "two" }));
        Assert.Equal("contradicted", Outcome(notice, notice with { Livemode = false }));
        Assert.Equal("contradicted", Outcome(notice, notice with { Subject = notice.Subject with { PaymentId = "p2" } }));
    }

    [Fact]
    public void A_signed_reference_is_not_compared_and_stays()
    {
        var notice = Event(SubjectKind.Payment, SubjectState.Succeeded) with { MerchantReference = "one", Level = VerificationLevel.Signature };
        Assert.Equal("confirmed", Outcome(notice, notice with { MerchantReference = "two" }));
        Assert.Equal("contradicted", Outcome(
            notice with { Level = VerificationLevel.Credentials }, notice with { MerchantReference = "two" }));

        var subject = new Subject(SubjectKind.Payment, "p1");
        var facts = ApiComparison.FactsOf(
            Facts(subject, "one", null, livemode: null), Facts(subject, "two", null, livemode: null), isSame: true, isTrusted: true);
        Assert.Equal("one", facts.Resource.MerchantReference);
    }

    [Fact]
    public void What_the_API_does_not_report_is_kept_only_if_the_caller_was_known()
    {
        var notice = Facts(
            new Subject(SubjectKind.Refund, "r1") { PaymentId = "p1", ChangedAt = At(1) }, "order-1", "10.00", livemode: true);
        var api = Facts(new Subject(SubjectKind.Refund, "r1"), null, null, livemode: null);

        var kept = ApiComparison.FactsOf(notice, api, isSame: true, isTrusted: true);
        Assert.Equal(notice, kept);

        var left = ApiComparison.FactsOf(notice, api, isSame: true, isTrusted: false);
        Assert.Equal((null, null, null, null), (left.Subject!.PaymentId, left.Resource.MerchantReference, left.Amount, left.Livemode));
        Assert.Null(left.Subject.ChangedAt);
    }

    [Fact]
    public void What_the_API_reports_of_the_same_state_is_added()
    {
        var notice = Facts(new Subject(SubjectKind.Payment, "p1"), null, null, livemode: null);
        var api = Facts(new Subject(SubjectKind.Payment, "p1") { ChangedAt = At(5), Attempt = "a1" }, "order-1", "10.00", livemode: true);

        var facts = ApiComparison.FactsOf(notice, api, isSame: true, isTrusted: false);
        Assert.Equal((api.Subject, "order-1", api.Amount, true),
            (facts.Subject, facts.Resource.MerchantReference, facts.Amount, facts.Livemode));

        var older = ApiComparison.FactsOf(notice, api, isSame: false, isTrusted: false);
        Assert.Equal((notice.Subject, null), (older.Subject, older.Amount));
    }

    [Theory]
    [InlineData(true, 1, "theirs")]
    [InlineData(false, null, null)]
    public void The_time_and_the_attempt_of_a_notice_that_anybody_could_have_sent_are_left_out(bool isTrusted, int? at, string? attempt)
    {
        var notice = Facts(new Subject(SubjectKind.Payment, "p1") { ChangedAt = At(1), Attempt = "theirs" }, null, null, livemode: null);
        var api = Facts(new Subject(SubjectKind.Payment, "p1") { ChangedAt = At(5), Attempt = "a1" }, null, null, livemode: null);

        var superseded = ApiComparison.FactsOf(notice, api, isSame: false, isTrusted).Subject!;
        var confirmed = ApiComparison.FactsOf(notice, api, isSame: true, isTrusted).Subject!;

        Assert.Equal((at is { } seconds ? At(seconds) : null, attempt), ((DateTimeOffset?)superseded.ChangedAt, superseded.Attempt));
        Assert.Equal(isTrusted ? (At(1), "theirs") : (At(5), "a1"), (confirmed.ChangedAt!.Value, confirmed.Attempt));
    }

    private static string Outcome(SubjectEvent notice, SubjectEvent api) =>
        ConfirmationOutcomeText.Of(ApiComparison.Of(notice, api).Outcome);

    private static SubjectState State(string name) => Enum.Parse<SubjectState>(name, ignoreCase: true);

    private static DateTimeOffset At(int seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static Amount? Money(string? text, string currency) =>
        text is null ? null : Amount.Read(text, currency, text == "?" ? AmountUnit.Unknown : AmountUnit.Major);

    private static EventFacts Facts(Subject subject, string? reference, string? amount, bool? livemode) => new()
    {
        Type = EventTypes.PaymentSucceeded,
        Subject = subject,
        Resource = new Resource(subject.Id, reference),
        Amount = Money(amount, "EUR"),
        Livemode = livemode,
    };

    private static SubjectEvent Event(SubjectKind kind, SubjectState state, int? at = null) => new()
    {
        EventId = "",
        Source = "test",
        Subject = new Subject(kind, "o1") { ChangedAt = at is { } seconds ? At(seconds) : null },
        State = state,
        Level = VerificationLevel.None,
        ReceivedAt = At(0),
        Ordering = EventOrdering.Time,
        Amount = state == SubjectState.Refunded ? Money("5.00", "EUR") : null,
    };
}
