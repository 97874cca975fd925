using PayHooks.Payments;

namespace PayHooks.Tests.Payments;

/// <summary>Every row of the transition tables, with events in order and the other way round.</summary>
public sealed class TransitionTests
{
    private const string Pending = EventTypes.PaymentPending;
    private const string Authorized = EventTypes.PaymentAuthorized;
    private const string Succeeded = EventTypes.PaymentSucceeded;
    private const string Failed = EventTypes.PaymentFailed;
    private const string Expired = EventTypes.PaymentExpired;
    private const string Canceled = EventTypes.PaymentCanceled;

    [Theory]
    [InlineData(Pending, Authorized, "authorized")]
    [InlineData(Pending, Succeeded, "succeeded")]
    [InlineData(Pending, Failed, "failed")]
    [InlineData(Pending, Expired, "expired")]
    [InlineData(Pending, Canceled, "canceled")]
    [InlineData(Authorized, Pending, "authorized")]
    [InlineData(Authorized, Succeeded, "succeeded")]
    [InlineData(Authorized, Failed, "failed")]
    [InlineData(Authorized, Expired, "expired")]
    [InlineData(Authorized, Canceled, "canceled")]
    [InlineData(Failed, Pending, "pending")]
    [InlineData(Failed, Authorized, "authorized")]
    [InlineData(Failed, Succeeded, "succeeded")]
    [InlineData(Failed, Expired, "expired")]
    [InlineData(Failed, Canceled, "canceled")]
    [InlineData(Expired, Pending, "expired")]
    [InlineData(Expired, Authorized, "expired")]
    [InlineData(Expired, Succeeded, "succeeded", nameof(PaymentFlags.PaidAfterExpiry))]
    [InlineData(Expired, Failed, "expired")]
    [InlineData(Expired, Canceled, "expired")]
    [InlineData(Canceled, Pending, "canceled")]
    [InlineData(Canceled, Authorized, "canceled")]
    [InlineData(Canceled, Succeeded, "succeeded", nameof(PaymentFlags.PaidAfterCancel))]
    [InlineData(Canceled, Failed, "canceled")]
    [InlineData(Canceled, Expired, "canceled")]
    [InlineData(Succeeded, Pending, "succeeded")]
    [InlineData(Succeeded, Authorized, "succeeded")]
    [InlineData(Succeeded, Failed, "succeeded", nameof(PaymentFlags.FailedAfterSucceeded))]
    [InlineData(Succeeded, Expired, "succeeded")]
    [InlineData(Succeeded, Canceled, "succeeded", nameof(PaymentFlags.CanceledAfterSucceeded))]
    public void A_payment_goes_from_one_state_to_the_next_by_the_time_of_the_change(string first, string second, string state,
        string flag = nameof(PaymentFlags.None))
    {
        SubjectEvent[] events = [Changes.Payment("a", first, 1), Changes.Payment("b", second, 2)];

        AssertState(events, state, flag);
        AssertState([.. events.Reverse()], state, flag);
    }

    [Theory]
    [InlineData(Pending, Failed, "failed")]
    [InlineData(Failed, Authorized, "authorized")]
    [InlineData(Authorized, Expired, "expired")]
    [InlineData(Expired, Canceled, "expired")]
    [InlineData(Canceled, Succeeded, "succeeded", nameof(PaymentFlags.PaidAfterCancel))]
    [InlineData(Failed, Succeeded, "succeeded")]
    [InlineData(Pending, Succeeded, "succeeded")]
    [InlineData(Expired, Succeeded, "succeeded", nameof(PaymentFlags.PaidAfterExpiry))]
    public void Without_times_the_higher_rank_is_the_later_state(string lower, string higher, string state,
        string flag = nameof(PaymentFlags.None))
    {
        SubjectEvent[] events = [Changes.Payment("a", lower, byTime: false), Changes.Payment("b", higher, byTime: false)];

        AssertState(events, state, flag);
        AssertState([.. events.Reverse()], state, flag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_provider_that_can_void_a_paid_payment_cancels_it(bool byTime)
    {
        SubjectEvent[] events =
        [
            Changes.Payment("a", Succeeded, 1, 10, byTime: byTime, voidsPaid: true),
                Changes.Payment("b", Canceled, 2, byTime: byTime, voidsPaid: true),
        ];

        AssertState(events, "canceled", nameof(PaymentFlags.None));
        var rows = new SubjectRows();
        Assert.Equal([Effect.Changed, Effect.Stale], rows.Apply([.. events.Reverse()]));
        Assert.Equal("canceled", SubjectTexts.Of(rows.Fold.State));
        Assert.Equal(PaymentFlags.VoidedBeforeSuccess, rows.Payment.ArrivalFlags);
    }

    [Fact]
    public void A_success_of_another_amount_keeps_the_first_and_is_flagged()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", Succeeded, 1, 10));
        var result = rows.Apply(Changes.Payment("b", Succeeded, 2, 11));

        Assert.Equal((Effect.Conflict, "a"), (result.Effect, result.OwnerId));
        Assert.Equal(PaymentFlags.AmountDiffers, result.Raised);
        Assert.Equal((10m, "EUR"), (rows.Fold.Amount!.Value, rows.Fold.Amount.Currency));
    }

    [Theory]
    [InlineData(SubjectKind.Refund, EventTypes.RefundPending, EventTypes.RefundSucceeded, "succeeded")]
    [InlineData(SubjectKind.Refund, EventTypes.RefundPending, EventTypes.RefundFailed, "failed")]
    [InlineData(SubjectKind.Refund, EventTypes.RefundSucceeded, EventTypes.RefundFailed, "failed",
        nameof(PaymentFlags.RefundFailedAfterSucceeded))]
    [InlineData(SubjectKind.Refund, EventTypes.RefundSucceeded, EventTypes.RefundPending, "succeeded")]
    [InlineData(SubjectKind.Refund, EventTypes.RefundFailed, EventTypes.RefundPending, "failed")]
    [InlineData(SubjectKind.Refund, EventTypes.RefundFailed, EventTypes.RefundSucceeded, "succeeded")]
    [InlineData(SubjectKind.Payout, EventTypes.PayoutSucceeded, EventTypes.PayoutFailed, "failed", nameof(PaymentFlags.PayoutReturned))]
    [InlineData(SubjectKind.Payout, EventTypes.PayoutFailed, EventTypes.PayoutSucceeded, "succeeded")]
    [InlineData(SubjectKind.Dispute, EventTypes.DisputeOpened, EventTypes.DisputeWon, "won")]
    [InlineData(SubjectKind.Dispute, EventTypes.DisputeOpened, EventTypes.DisputeLost, "lost", nameof(PaymentFlags.DisputeLost))]
    [InlineData(SubjectKind.Dispute, EventTypes.DisputeWon, EventTypes.DisputeLost, "lost", nameof(PaymentFlags.DisputeLost))]
    [InlineData(SubjectKind.Dispute, EventTypes.DisputeLost, EventTypes.DisputeWon, "won", nameof(PaymentFlags.DisputeLost))]
    [InlineData(SubjectKind.Dispute, EventTypes.DisputeWon, EventTypes.DisputeOpened, "opened")]
    public void Refunds_payouts_and_disputes_go_from_one_state_to_the_next(SubjectKind kind, string first, string second, string state,
        string flag = nameof(PaymentFlags.None))
    {
        SubjectEvent[] events = [Changes.Child("a", kind, "x", first, 1), Changes.Child("b", kind, "x", second, 2)];
        foreach (var order in new[] { events, [.. events.Reverse()] })
        {
            var rows = new SubjectRows();
            rows.Apply(order);
            var row = rows.All.Single(one => one.Key.Kind == kind);
            Assert.Equal(state, SubjectTexts.Of(Folds.Of(row).Confirmed.State));
            Assert.Equal(flag, Folds.Of(row).Confirmed.Flags.ToString());
        }
    }

    [Fact]
    public void More_refunded_than_paid_is_flagged_whichever_comes_first()
    {
        SubjectEvent[] events =
        [
            Changes.Payment("a", Succeeded, 1, 10),
            Changes.Child("b", SubjectKind.Refund, "r1", EventTypes.RefundSucceeded, 2, 6),
            Changes.Child("c", SubjectKind.Refund, "r2", EventTypes.RefundSucceeded, 3, 6),
        ];
        foreach (var order in new[] { events, [.. events.Reverse()] })
        {
            var rows = new SubjectRows();
            rows.Apply(order);
            Assert.Equal(PaymentFlags.RefundedMoreThanPaid, rows.Fold.Flags);
            Assert.Equal(12m, rows.Fold.Refunded!.Value);
        }
    }

    [Fact]
    public void The_first_capture_is_the_success_and_the_others_are_captures()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", Authorized, 1, 10));
        var first = rows.Apply(Changes.Child("b", SubjectKind.Capture, "c1", Succeeded, 2, 4));
        var second = rows.Apply(Changes.Child("c", SubjectKind.Capture, "c2", Succeeded, 3, 7));
        var again = rows.Apply(Changes.Child("d", SubjectKind.Capture, "c1", Succeeded, 4, 4));

        Assert.Equal((Effect.Changed, "payment/pay_1/succeeded", true), (first.Effect, first.ChangeKey, first.IsFirstCapture));
        Assert.Equal((Effect.Changed, "payment/pay_1/captured/c2", false), (second.Effect, second.ChangeKey, second.IsFirstCapture));
        Assert.Equal((Effect.Unchanged, "b"), (again.Effect, again.OwnerId));
        Assert.Equal(PaymentFlags.CapturedMoreThanAuthorized, second.Raised);
        Assert.Equal((11m, SubjectState.Succeeded), (rows.Fold.Captured!.Value, rows.Fold.State));
    }

    private static void AssertState(SubjectEvent[] events, string state, string flag)
    {
        var rows = new SubjectRows();
        rows.Apply(events);
        Assert.Equal(state, SubjectTexts.Of(rows.Fold.State));
        Assert.Equal(flag, rows.Fold.Flags.ToString());
    }
}
