using Moq;
using PayHooks.Operations.Failures;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations.Failures;

/// <summary>Retrying and dead events by what fails, on every store.</summary>
public abstract class FailureGroupContract : StoreContract
{
    private FailureGroups Failures => new(Store.Ledger, new FailureNotes(Store.State), Store.Time);

    [Fact]
    public async Task Events_that_fail_alike_are_one_group()
    {
        await FailedAsync(1, "stripe", EventStatus.Dead, Now.AddMinutes(-9), ("fulfil", "Order 4711 is locked."));
        await FailedAsync(2, "stripe", EventStatus.Retrying, Now.AddMinutes(-5), ("fulfil", "Order 12 is locked."));
        await FailedAsync(3, "stripe", EventStatus.Retrying, Now.AddMinutes(-7), ("fulfil", "The warehouse is closed."));
        await FailedAsync(4, "adyen", EventStatus.Dead, Now.AddMinutes(-3), ("fulfil", "Order 7 is locked."), ("mail", "No route."));
        await FailedAsync(5, "stripe", EventStatus.Completed, Now, ("fulfil", "Order 8 is locked."));

        var groups = await Failures.ListAsync(default);

        Assert.Equal(
            [("adyen", "fulfil", "Order <n> is locked.", 1), ("adyen", "mail", "No route.", 1),
                ("stripe", "fulfil", "Order <n> is locked.", 2), ("stripe", "fulfil", "The warehouse is closed.", 1)],
            groups.Select(group => (group.Source, group.Handler!, group.Error, group.Count)).Order());
        Assert.Equal(2, groups[0].Count);
        Assert.Equal((Now.AddMinutes(-9), Now.AddMinutes(-5), false), (groups[0].FirstAt, groups[0].LastAt, groups[0].More));
        Assert.Equal(4, groups.Select(group => group.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_event_that_failed_outside_a_handler_has_a_group_without_one()
    {
        await Store.Ledger.PutAsync(Samples.Record(1, Now) with
        {
            Status = EventStatus.Dead,
            LastError = "The message was dequeued 11 times without an outcome.",
        });

        var group = Assert.Single(await Failures.ListAsync(default));

        Assert.Null(group.Handler);
        Assert.Equal("The message was dequeued <n> times without an outcome.", group.Error);
    }

    [Fact]
    public async Task Only_the_last_attempt_counts()
    {
        var record = Failed(1, "stripe", EventStatus.Dead, Now, ("fulfil", "The new cause."));
        await Store.Ledger.PutAsync(record with
        {
            AttemptLog =
            [
                new AttemptEntry(Now.AddHours(-1), 1, "fulfil", "failed", 1, "The old cause."),
                .. record.AttemptLog.Select(entry => entry with { Attempt = 2 }),
            ],
        });

        Assert.Equal("The new cause.", Assert.Single(await Failures.ListAsync(default)).Error);
    }

    [Fact]
    public async Task A_group_is_noted_and_acknowledged_by_any_process()
    {
        await FailedAsync(1, "stripe", EventStatus.Dead, Now, ("fulfil", "Order 4711 is locked."));
        var id = Assert.Single(await Failures.ListAsync(default)).Id;

        await Failures.NoteAsync(id, note => note with { Text = "Ticket 7" }, default);
        await Failures.NoteAsync(id, note => note with { AcknowledgedBy = "ana", AcknowledgedAt = Now }, default);

        var group = Assert.Single(await Failures.ListAsync(default));
        Assert.Equal(("Ticket 7", "ana", Now), (group.Note, group.AcknowledgedBy, group.AcknowledgedAt));

        await Failures.NoteAsync(id, _ => new FailureNote(), default);
        Assert.Null(Assert.Single(await Failures.ListAsync(default)).Note);
        Assert.Empty(await Store.State.ListAsync("group", null, 10, default));
        Assert.Null(await Failures.NoteAsync("0123456789abcdef", note => note, default));
    }

    [Fact]
    public async Task Notes_that_nobody_has_touched_for_long_are_removed()
    {
        await FailedAsync(1, "stripe", EventStatus.Dead, Now, ("fulfil", "Order 4711 is locked."));
        var id = Assert.Single(await Failures.ListAsync(default)).Id;
        await Failures.NoteAsync(id, note => note with { Text = "Ticket 7" }, default);
        var notes = new FailureNotes(Store.State);

        await notes.PruneAsync(Now.AddDays(-1), default);
        Assert.Single(await notes.ListAsync(default));
        await notes.PruneAsync(Now.AddDays(1), default);
        Assert.Empty(await notes.ListAsync(default));
    }

    [Fact]
    public async Task The_events_of_a_rare_group_are_found_with_few_reads_and_paged()
    {
        for (var number = 0; number < 65; number++)
        {
            var error = number < 5 ? "The warehouse is closed." : $"Order {number} is locked.";
            await FailedAsync(number, "stripe", EventStatus.Dead, Now, ("fulfil", error));
        }

        var ledger = new CountingLedger(Store.Ledger);
        using var failures = new FailureGroups(ledger, new FailureNotes(Store.State), Store.Time);
        var group = EventFailure.Of(Failed(0, "stripe", EventStatus.Dead, Now, ("fulfil", "The warehouse is closed.")))[0].GroupId;
        var query = new EventQuery { Status = EventStatus.Dead, Limit = 2 };
        var first = await failures.EventsOfAsync(group, query, default);
        Assert.Equal(2, ledger.Pages);

        var second = await failures.EventsOfAsync(group, query with { Cursor = first.Cursor }, default);
        var third = await failures.EventsOfAsync(group, query with { Cursor = second.Cursor }, default);

        Assert.Equal(
            [[4, 3], [2, 1], [0]],
            new[] { first, second, third }.Select(page => page.Events.Select(record => (int)(record.ReceivedAt - Now.AddHours(-1)).TotalSeconds)));
        Assert.Null(third.Cursor);
    }

    private protected async Task FailedAsync(
        int number, string source, EventStatus status, DateTimeOffset at, params (string Handler, string Error)[] failures) =>
        await Store.Ledger.PutAsync(Failed(number, source, status, at, failures));

    private protected EventRecord Failed(
        int number, string source, EventStatus status, DateTimeOffset at, params (string Handler, string Error)[] failures) =>
        Samples.Record(number, Now.AddHours(-1).AddSeconds(number), source, status: status) with
        {
            Attempts = 1,
            AttemptLog = [.. failures.Select(one => new AttemptEntry(at, 1, one.Handler, "failed", 1, one.Error))],
            LastError = string.Join(" | ", failures.Select(one => $"{one.Handler}: {one.Error}")),
        };
}

public sealed class InMemoryFailureGroupTests : FailureGroupContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();

    [Fact]
    public async Task Counting_ends_at_ten_thousand_events()
    {
        for (var number = 0; number < FailureGroups.MostEvents + 700; number++)
        {
            await FailedAsync(number, "stripe", EventStatus.Dead, Now, ("fulfil", $"Order {number} is locked."));
        }

        using var failures = new FailureGroups(Store.Ledger, new FailureNotes(Store.State), Store.Time);
        var group = Assert.Single(await failures.ListAsync(default));

        Assert.Equal((FailureGroups.MostEvents, true), (group.Count, group.More));
    }

    [Fact]
    public async Task A_search_for_the_events_of_a_group_ends_although_a_filter_leaves_nothing_of_many_pages()
    {
        var pages = 0;
        var ledger = new Mock<IEventLedger>();
        ledger.Setup(one => one.ListAsync(It.IsAny<EventQuery>(), It.IsAny<CancellationToken>()))
            .Returns(() => ++pages < 100 ? new(new EventPage([], "more")) : throw new InvalidOperationException("It does not end."));
        using var failures = new FailureGroups(ledger.Object, new FailureNotes(Store.State), Store.Time);

        var page = await failures.EventsOfAsync("0123456789abcdef", new EventQuery { Status = EventStatus.Dead, Error = "none" }, default);

        Assert.Equal((0, "more"), (page.Events.Count, page.Cursor));
    }

    [Fact]
    public async Task Counts_are_at_most_five_seconds_old()
    {
        using var failures = new FailureGroups(Store.Ledger, new FailureNotes(Store.State), Store.Time);
        await FailedAsync(1, "stripe", EventStatus.Dead, Now, ("fulfil", "Closed."));
        Assert.Equal(1, Assert.Single(await failures.ListAsync(default)).Count);
        await FailedAsync(2, "stripe", EventStatus.Dead, Now, ("fulfil", "Closed."));
        Assert.Equal(1, Assert.Single(await failures.ListAsync(default)).Count);

        Store.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, Assert.Single(await failures.ListAsync(default)).Count);
    }
}

public sealed class RocksDbFailureGroupTests : FailureGroupContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
