using PayHooks.Payments;
using PayHooks.Tests.Storage;

namespace PayHooks.Tests.Payments;

/// <summary>What every store of payments does.</summary>
public abstract class SubjectStoreContract : StoreContract
{
    private static readonly SubjectKey Key = new("shop", SubjectKind.Payment, "", "pay_1");
    private static readonly ReferenceKey Reference = new("shop", "", "order-1");

    /// <summary>How many notices of one payment this store takes within seconds, and how many of them at once.</summary>
    protected virtual (int Count, int AtOnce) Notices => (5000, 50);

    [Fact]
    public async Task A_row_is_read_as_it_was_written()
    {
        Assert.Null(await Store.Subjects.FindAsync(Key, default));
        await ApplyAsync(Changes.Payment("weak", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Partial));
        await ApplyAsync(Changes.Payment("signed", EventTypes.PaymentSucceeded, 1, 90, attempt: "a"));
        await ApplyAsync(Changes.RefundedTotal("refund", 7.5m, 3));

        var row = await Store.Subjects.FindAsync(Key, default);

        var (expected, _) =
            SubjectTable.Apply(null, Changes.Payment("weak", EventTypes.PaymentSucceeded, 1, 10, level: VerificationLevel.Partial),
            Changes.Start);
        (expected, _) =
            SubjectTable.Apply(expected, Changes.Payment("signed", EventTypes.PaymentSucceeded, 1, 90, attempt: "a"), Changes.Start);
        (expected, _) = SubjectTable.Apply(expected, Changes.RefundedTotal("refund", 7.5m, 3), Changes.Start);
        Assert.Equal(SubjectJson.Write(expected), SubjectJson.Write(row!));
        Assert.Equal(expected.Entries, row!.Entries);
        Assert.Equal(expected.Owners, row.Owners);
        Assert.Equal(Folds.Of(expected).Confirmed.Refunded, Folds.Of(row).Confirmed.Refunded);
    }

    [Fact]
    public async Task A_decision_that_writes_nothing_is_made_about_the_row_as_it_is()
    {
        await ApplyAsync(Changes.Payment("a", EventTypes.PaymentSucceeded, 1));

        Assert.Equal(1, await Store.Subjects.ApplyAsync(Key, row => ((SubjectRow?)null, row?.Entries.Count ?? 0), default));
    }

    [Fact]
    public async Task Of_many_writers_at_once_none_is_overwritten()
    {
        await Task.WhenAll(Enumerable.Range(0, 24)
            .Select(number => Task.Run(() => ApplyAsync(Changes.Payment($"e{number}", EventTypes.PaymentSucceeded, number)))));

        var row = await Store.Subjects.FindAsync(Key, default);
        Assert.Equal(24, row!.Entries.Count);
        Assert.Single(row.Entries, entry => entry.Effect == Effect.Changed);
    }

    [Fact]
    public async Task A_row_with_thousands_of_events_is_kept()
    {
        for (var number = 0; number < 300; number++)
        {
            await ApplyAsync(
                Changes.Child($"e{number}", SubjectKind.Refund, $"refund-{number}", EventTypes.RefundSucceeded, number, 1,
                level: VerificationLevel.Signature), parent: true);
        }

        Assert.Equal(300, Folds.Of((await Store.Subjects.FindAsync(Key, default))!).Confirmed.Refunded!.Value);
    }

    [Fact]
    public async Task Thousands_of_notices_of_one_payment_leave_a_short_row_and_one_change()
    {
        foreach (var numbers in Enumerable.Range(0, Notices.Count).Chunk(Notices.AtOnce))
        {
            await Task.WhenAll(numbers.Select(number => ApplyAsync(Changes.Payment(
                $"e{number:d4}", number % 3 == 1 ? EventTypes.PaymentPending : EventTypes.PaymentSucceeded, number, 10, attempt: "a"))));
        }

        var row = (await Store.Subjects.FindAsync(Key, default))!;
        Assert.InRange(row.Entries.Count, 1, EntryHistory.MaxEntries);
        Assert.InRange(SubjectJson.Write(row).Length, 1, 64 * 1024);
        Assert.Equal("e0000", Assert.Single(row.Owners).Value.EventId);
        Assert.Equal((SubjectState.Succeeded, Changes.Start), (Folds.Of(row).Confirmed.State, Folds.Of(row).Confirmed.PaidAt));
    }

    [Fact]
    public async Task A_reference_remembers_its_payments_and_which_are_paid()
    {
        await Store.Subjects.MergeAsync(Reference, new ReferencedPayment("a", IsPaid: false), Now, default);
        await Store.Subjects.MergeAsync(Reference, new ReferencedPayment("b", IsPaid: true), Now, default);
        await Store.Subjects.MergeAsync(Reference, new ReferencedPayment("a", IsPaid: true), Now, default);
        await Store.Subjects.MergeAsync(Reference, new ReferencedPayment("a", IsPaid: false), Now, default);

        var payments = await Store.Subjects.FindAsync(Reference, default);
        Assert.Equal([("a", true), ("b", true)], payments.Select(payment => (payment.Id, payment.IsPaid)).Order());
        Assert.Empty(await Store.Subjects.FindAsync(Reference with { Reference = "order-2" }, default));
    }

    [Fact]
    public async Task Of_hundreds_of_payments_of_one_reference_the_paid_ones_stay()
    {
        for (var number = 0; number < 300; number++)
        {
            await Store.Subjects.MergeAsync(Reference, new ReferencedPayment($"try-{number}", IsPaid: false), Now, default);
        }

        await Store.Subjects.MergeAsync(Reference, new ReferencedPayment("paid", IsPaid: true), Now, default);

        var payments = await Store.Subjects.FindAsync(Reference, default);
        Assert.Equal(20, payments.Count);
        Assert.Contains(new ReferencedPayment("paid", IsPaid: true), payments);
    }

    [Fact]
    public async Task A_flag_is_listed_once()
    {
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "paid_twice", "e1", Changes.Start), default);
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "paid_twice", "e2", Changes.Start.AddSeconds(1)), default);
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "dispute_lost", "e3", Changes.Start.AddSeconds(2)), default);

        Assert.Equal(["dispute_lost", "paid_twice"], (await Store.Subjects.ListFlagsAsync(10, default)).Select(flag => flag.Flag));
        Assert.Equal("e3", Assert.Single(await Store.Subjects.ListFlagsAsync(1, default)).EventId);
    }

    [Fact]
    public async Task A_flag_that_was_seen_stays_listed_and_one_raised_later_has_not_been_seen()
    {
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "paid_twice", "e1", Changes.Start), default);
        var another = Key with { Id = "another" };
        await Store.Subjects.RaiseAsync(new RaisedFlag(another, "paid_twice", "e1", Changes.Start.AddSeconds(1)), default);

        Assert.True(await Store.Subjects.MarkSeenAsync(Key, Changes.Start.AddMinutes(1), default));
        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "paid_twice", "e1", Changes.Start.AddMinutes(2)), default);
        Assert.Equal("another", Assert.Single(await Store.Subjects.ListUnseenFlagsAsync(10, default)).Subject.Id);
        Assert.Equal(2, (await Store.Subjects.ListFlagsAsync(10, default)).Count);

        await Store.Subjects.RaiseAsync(new RaisedFlag(Key, "dispute_lost", "e2", Changes.Start.AddMinutes(3)), default);
        Assert.Equal(["dispute_lost", "paid_twice"], (await Store.Subjects.ListUnseenFlagsAsync(10, default)).Select(flag => flag.Flag));
        Assert.False(await Store.Subjects.MarkSeenAsync(Key with { Id = "nobody" }, Changes.Start, default));
    }

    private Task<bool> ApplyAsync(SubjectEvent change, bool parent = false) => Store.Subjects.ApplyAsync(
        Key,
        row => (parent ? SubjectTable.ApplyToParent(row, change, Changes.Start).Row
            : SubjectTable.Apply(row, change, Changes.Start).Row, true),
        default).AsTask();
}

public sealed class InMemorySubjectStoreTests : SubjectStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbSubjectStoreTests : SubjectStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
