using PayHooks.Payments;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>What one event does: whose change it is, and what runs.</summary>
public sealed class SubjectTableTests
{
    [Fact]
    public void A_notice_of_a_known_state_changes_nothing()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("paid", EventTypes.PaymentSucceeded, 1, 10));
        var result = rows.Apply(Changes.Payment("fees", EventTypes.PaymentSucceeded, 2, 10));

        Assert.Equal((Effect.Unchanged, "paid"), (result.Effect, result.OwnerId));
    }

    [Fact]
    public void A_late_notice_of_an_older_state_is_stale()
    {
        var rows = new SubjectRows();

        Assert.Equal([Effect.Changed, Effect.Stale], rows.Apply(
            Changes.Payment("paid", EventTypes.PaymentSucceeded, 2), Changes.Payment("pending", EventTypes.PaymentPending, 1)));
    }

    [Fact]
    public void An_event_that_the_row_names_gets_the_answer_it_got_before()
    {
        var rows = new SubjectRows();
        var paid = Changes.Payment("paid", EventTypes.PaymentSucceeded, 2);
        var first = rows.Apply(paid);
        rows.Apply(Changes.Payment("failed", EventTypes.PaymentFailed, 3));
        var version = rows.Payment.Version;
        var again = rows.Apply(paid);

        Assert.Equal((first.Effect, first.ChangeKey, true), (again.Effect, again.ChangeKey, again.WasApplied));
        Assert.Equal(version, rows.Payment.Version);
    }

    [Fact]
    public void Each_attempt_that_fails_is_a_change_of_its_own()
    {
        var rows = new SubjectRows();

        Assert.Equal([Effect.Changed, Effect.Changed, Effect.Unchanged], rows.Apply(
            Changes.Payment("a", EventTypes.PaymentFailed, 1, attempt: "ch_1"),
            Changes.Payment("b", EventTypes.PaymentFailed, 2, attempt: "ch_2"),
            Changes.Payment("c", EventTypes.PaymentFailed, 3, attempt: "ch_2")));
    }

    [Fact]
    public void The_growth_of_a_running_refund_total_is_reported_once()
    {
        var rows = new SubjectRows();
        var results = new[] { ("a", 4m, 1), ("b", 10m, 3), ("late", 7m, 2), ("again", 10m, 4), ("lower", 5m, 5), ("more", 12m, 6) }
            .Select(one => rows.Apply(Changes.RefundedTotal(one.Item1, one.Item2, one.Item3))).ToList();

        Assert.Equal([Effect.Changed, Effect.Changed, Effect.Stale, Effect.Unchanged, Effect.Conflict, Effect.Changed],
            results.Select(one => one.Effect));
        Assert.Equal([4m, 6m, null, null, null, 2m], results.Select(one => one.Difference?.Value));
        Assert.Equal(PaymentFlags.RefundReversed, results[4].Raised);
    }

    [Fact]
    public void Without_times_the_largest_refund_total_counts()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.RefundedTotal("a", 10, byTime: false));
        var lower = rows.Apply(Changes.RefundedTotal("b", 4, byTime: false));

        Assert.Equal((Effect.Stale, PaymentFlags.None), (lower.Effect, lower.Raised));
        Assert.Equal(10m, rows.Fold.Refunded!.Value);
    }

    [Fact]
    public void An_unauthenticated_event_does_not_change_the_state_and_has_one_of_its_own()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", EventTypes.PaymentPending, 1));
        var forged = rows.Apply(Changes.Payment("b", EventTypes.PaymentSucceeded, 2, 10, level: VerificationLevel.Partial));

        Assert.Equal(Effect.Changed, forged.Effect);
        Assert.Equal((SubjectState.Pending, SubjectState.Succeeded), (rows.Fold.State, rows.Unconfirmed.State));
    }

    [Fact]
    public void A_better_verified_notice_of_the_same_change_takes_it_over()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("weak", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Partial));
        var signed = rows.Apply(Changes.Payment("signed", EventTypes.PaymentSucceeded, 1, 10));
        var again = rows.Apply(Changes.Payment("again", EventTypes.PaymentSucceeded, 1, 10));

        Assert.Equal((Effect.Changed, "weak", "signed"), (signed.Effect, signed.TakenOverFrom, signed.OwnerId));
        Assert.Equal(SubjectState.Succeeded, rows.Fold.State);
        Assert.Equal((Effect.Unchanged, "signed"), (again.Effect, again.OwnerId));
    }

    [Fact]
    public void With_another_amount_it_is_a_change_of_its_own_and_is_flagged()
    {
        var rows = new SubjectRows();
        var weak = rows.Apply(Changes.Payment("weak", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Partial));
        var signed = rows.Apply(Changes.Payment("signed", EventTypes.PaymentSucceeded, 1, 90));
        var again = rows.Apply(Changes.Payment("again", EventTypes.PaymentSucceeded, 1, 90));

        Assert.Equal((Effect.Changed, (string?)null), (signed.Effect, signed.TakenOverFrom));
        Assert.NotEqual(weak.ChangeKey, signed.ChangeKey);
        Assert.Equal(PaymentFlags.AmountDiffers, signed.Raised);
        Assert.Equal((Effect.Unchanged, "signed"), (again.Effect, again.OwnerId));
    }

    [Fact]
    public void A_better_verified_notice_takes_the_change_over_although_it_has_no_time()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("weak", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Partial));
        var signed = rows.Apply(Changes.Payment("signed", EventTypes.PaymentSucceeded, second: null, amount: 10));

        Assert.Equal((Effect.Changed, "weak", PaymentFlags.Untimed), (signed.Effect, signed.TakenOverFrom, signed.Raised));
        Assert.Equal(SubjectState.Succeeded, rows.Fold.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_success_after_its_void_is_noted_although_an_unauthenticated_notice_of_it_came_before(bool byTime)
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("weak", EventTypes.PaymentSucceeded, byTime ? 1
            : null, level: VerificationLevel.Partial, byTime: byTime, voidsPaid: true));
        rows.Apply(Changes.Payment("void", EventTypes.PaymentCanceled, byTime ? 2 : null, byTime: byTime, voidsPaid: true));
        var signed = rows.Apply(Changes.Payment("signed", EventTypes.PaymentSucceeded, byTime ? 1 : null, byTime: byTime, voidsPaid: true));

        Assert.Equal((Effect.Unchanged, PaymentFlags.VoidedBeforeSuccess), (signed.Effect, signed.Raised));
    }

    [Fact]
    public void The_same_event_better_verified_joins_the_confirmed_state()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.None));
        Assert.Equal(SubjectState.None, rows.Fold.State);
        var confirmed = rows.Apply(Changes.Payment("a", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Api));

        Assert.Equal((Effect.Changed, "a", SubjectState.Succeeded), (confirmed.Effect, confirmed.OwnerId, rows.Fold.State));
    }

    [Fact]
    public void Without_a_time_a_known_state_is_unchanged_and_a_new_one_is_ordered_by_its_receipt()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", EventTypes.PaymentSucceeded, 1, 10));
        var known = rows.Apply(Changes.Payment("b", EventTypes.PaymentSucceeded));
        var unknown = rows.Apply(Changes.Payment("c", EventTypes.PaymentFailed));

        Assert.Equal((Effect.Unchanged, "a"), (known.Effect, known.OwnerId));
        Assert.Equal(PaymentFlags.Untimed, unknown.Raised);
        Assert.Equal(2, rows.Payment.Entries.Count);
    }

    [Theory]
    [InlineData(EventTypes.PaymentPending, false)]
    [InlineData(EventTypes.PaymentFailed, false)]
    [InlineData(EventTypes.PaymentAuthorized, false)]
    public void A_passing_change_may_not_be_handled_once_it_is_no_longer_the_state(string type, bool isCurrent)
    {
        var rows = new SubjectRows();
        var passing = Changes.Payment("a", type, 1);
        rows.Apply(passing);
        Assert.True(SubjectTable.IsCurrent(rows.Payment, passing));

        rows.Apply(Changes.Payment("b", EventTypes.PaymentSucceeded, 2));
        Assert.Equal(isCurrent, SubjectTable.IsCurrent(rows.Payment, passing));
    }

    [Fact]
    public void A_success_may_always_be_handled()
    {
        var rows = new SubjectRows();
        var paid = Changes.Payment("a", EventTypes.PaymentSucceeded, 1, voidsPaid: true);
        rows.Apply(paid, Changes.Payment("b", EventTypes.PaymentCanceled, 2, voidsPaid: true));

        Assert.True(SubjectTable.IsCurrent(rows.Payment, paid));
    }

    [Fact]
    public void The_version_rises_with_every_write_even_when_the_clock_stands_still()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("a", EventTypes.PaymentPending, 1));
        var first = rows.Payment.Version;
        rows.Apply(Changes.Payment("b", EventTypes.PaymentSucceeded, 2));

        Assert.Equal(Changes.Start.ToUnixTimeMilliseconds(), first);
        Assert.Equal(first + 1, rows.Payment.Version);
    }

    [Fact]
    public void A_history_beyond_every_measure_is_cut_and_flagged()
    {
        var rows = new SubjectRows();
        var longAttempt = new string('a', 200);
        var results = Enumerable.Range(0, 800)
            .Select(number =>
                rows.Apply(Changes.Payment($"e{number:d4}", EventTypes.PaymentFailed, number, attempt: $"{longAttempt}{number}"))).ToList();

        Assert.InRange(SubjectJson.Write(rows.Payment).Length, 100_000, EntryHistory.MaxBytes);
        Assert.All(results, result => Assert.Equal(Effect.Changed, result.Effect));
        Assert.Equal(PaymentFlags.HistoryDropped, rows.Payment.ArrivalFlags);
        Assert.Single(results, result => result.Raised == PaymentFlags.HistoryDropped);
    }

    [Fact]
    public void Captures_with_the_same_number_in_two_payments_are_two_changes()
    {
        var keys = new[] { "p1", "p2" }.Select(payment => SubjectEvent.From(
            $"of-{payment}", Changes.Source,
            new EventFacts
            {
                Type = EventTypes.PaymentCaptureFailed,
                Subject = new Subject(SubjectKind.Capture, "1") { PaymentId = payment }
            },
            PaymentRules.Default, VerificationLevel.Signature, Changes.Start)!.ChangeKey);

        Assert.Equal(2, keys.Distinct().Count());
    }

    [Fact]
    public void A_payment_with_refunds_beyond_every_measure_stays_paid_and_is_not_paid_again()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("paid", EventTypes.PaymentSucceeded, 0, 10));
        for (var number = 1; number <= 900; number++)
        {
            rows.ApplyToPayment(
                Changes.Child($"r{number:d4}", SubjectKind.Refund, $"{new string('r', 500)}{number}", EventTypes.RefundSucceeded, number,
                0.01m));
        }

        Assert.InRange(SubjectJson.Write(rows.Payment).Length, 100_000, EntryHistory.MaxBytes);
        Assert.True(rows.Payment.ArrivalFlags.HasFlag(PaymentFlags.HistoryDropped));
        Assert.Equal((SubjectState.Succeeded, 10m, Changes.Start), (rows.Fold.State, rows.Fold.Amount!.Value, rows.Fold.PaidAt));
        Assert.Equal(Effect.Unchanged, rows.Apply(Changes.Payment("fees", EventTypes.PaymentSucceeded, 6000, 10)).Effect);
    }

    [Fact]
    public void Refund_totals_beyond_every_measure_still_add_up()
    {
        var rows = new SubjectRows();
        var told = 0m;
        for (var number = 1; number <= 900; number++)
        {
            told += rows.Apply(Changes.RefundedTotal($"{new string('e', 400)}{number}", number, byTime: false)).Difference!.Value!.Value;
        }

        Assert.True(rows.Payment.ArrivalFlags.HasFlag(PaymentFlags.HistoryDropped));
        Assert.Equal((900m, 900m), (told, rows.Fold.Refunded!.Value));
    }

    [Fact]
    public void Thousands_of_events_of_one_payment_keep_a_short_history_that_says_the_same()
    {
        var rows = new SubjectRows();
        rows.Apply(Changes.Payment("first", EventTypes.PaymentSucceeded, 0, 10));
        for (var number = 1; number < 5000; number++)
        {
            rows.Apply(Changes.Payment($"e{number:d4}", number % 3 == 0 ? EventTypes.PaymentPending
                : EventTypes.PaymentSucceeded, number, 10));
        }

        Assert.InRange(rows.Payment.Entries.Count, 1, 100);
        Assert.Equal((SubjectState.Succeeded, 10m, Changes.Start), (rows.Fold.State, rows.Fold.Amount!.Value, rows.Fold.PaidAt));
        Assert.Equal(Effect.Unchanged, rows.Apply(Changes.Payment("last", EventTypes.PaymentSucceeded, 6000, 10)).Effect);
    }
}

/// <summary>What people read about flags.</summary>
public sealed class PaymentFlagTextsTests
{
    [Fact]
    public void The_page_on_payments_explains_every_flag_as_the_tool_does()
    {
        var page = Repository.Read("docs/payments.md");

        Assert.All(
            PaymentFlagTexts.Explain(PaymentFlagTexts.Names),
            flag => Assert.Contains($"| `{flag.Key}` | {flag.Value} |", page, StringComparison.Ordinal));
    }
}
