using System.Text;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every queue promises.</summary>
public abstract class QueueContract : StoreContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IEventQueue Queue => Store.Queue;

    private IMessageSource Source => Store.Source;

    [Fact]
    public async Task A_message_comes_out_as_it_went_in()
    {
        var text = new byte[70_000];
        Array.Fill(text, (byte)'x');
        text = text[..Math.Min(text.Length, Queue.MaxTextBytes)];

        await Queue.EnqueueAsync(text, TimeSpan.Zero, default);

        Assert.True(Assert.Single(await TakeAsync()).Text.Envelope.Span.SequenceEqual(text));
    }

    [Fact]
    public async Task A_body_beside_its_envelope_comes_out_as_it_went_in_and_after_a_requeue()
    {
        byte[] body = [.. Enumerable.Range(0, 70_000).Select(number => (byte)number)];
        var text = new MessageText("envelope"u8.ToArray(), body);
        if (!Queue.TakesBytes)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Queue.EnqueueAsync(text, TimeSpan.Zero, default).AsTask());
            return;
        }

        await Queue.EnqueueAsync(text, TimeSpan.Zero, default);
        var first = Assert.Single(await TakeAsync());
        await Source.ReturnAsync(first, TimeSpan.Zero, default);
        var second = Assert.Single(await TakeAsync());

        Assert.All([first, second], message => Assert.Equal(text.AllBytes(), message.Text.AllBytes()));
        Assert.Equal(body, second.Text.Body.ToArray());
    }

    [Fact]
    public async Task What_has_waited_longest_is_seen_without_being_taken()
    {
        await Queue.EnqueueAsync("later", TimeSpan.FromMinutes(5));
        Assert.Empty(await Queue.PeekAsync(default));
        await Queue.EnqueueAsync("first");
        await Queue.EnqueueAsync("second");

        Assert.Equal(["first"], await PeekAsync());
        Assert.Equal(["first"], await PeekAsync());
        var taken = Assert.Single(await Source.TakeAsync(1, default));
        Assert.Equal(["second"], await PeekAsync());
        await Source.DeleteAsync(taken, default);
        var second = Assert.Single(await Source.TakeAsync(1, default));
        Assert.Empty(await PeekAsync());

        Store.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["later"], await PeekAsync());
        await Source.ReturnAsync(second, TimeSpan.Zero, default);
        Assert.Contains("later", await PeekAsync());

        async Task<IEnumerable<string>> PeekAsync() =>
            (await Queue.PeekAsync(default)).Select(text => Encoding.ASCII.GetString(text.Envelope.Span));
    }

    [Fact]
    public async Task What_was_due_first_is_taken_first()
    {
        await Queue.EnqueueAsync("third", TimeSpan.FromSeconds(30));
        await Queue.EnqueueAsync("second", TimeSpan.FromSeconds(20));
        await Queue.EnqueueAsync("first", TimeSpan.FromSeconds(10));
        Store.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["first", "second", "third"], (await TakeAsync()).Select(message => message.AsText()));
    }

    [Fact]
    public async Task No_more_messages_are_taken_than_were_asked_for()
    {
        for (var i = 0; i < 5; i++)
        {
            await Queue.EnqueueAsync($"{i}");
        }

        Assert.Equal(["0", "1", "2"], (await TakeAsync(3)).Select(message => message.AsText()));
        Assert.Equal(["3", "4"], (await TakeAsync(3)).Select(message => message.AsText()));
    }

    [Fact]
    public async Task A_delayed_message_stays_invisible_until_it_is_due()
    {
        await Queue.EnqueueAsync("later", TimeSpan.FromMinutes(10));

        var taking = TakeAsync();
        await Store.Time.SomebodySleepsAsync();
        Store.Time.Advance(TimeSpan.FromMinutes(9));
        await Queue.EnqueueAsync("now");
        Assert.Equal("now", Assert.Single(await taking).AsText());

        Store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("later", Assert.Single(await TakeAsync()).AsText());
    }

    [Fact]
    public async Task A_taker_who_waits_wakes_when_the_next_message_is_due()
    {
        await Queue.EnqueueAsync("later", TimeSpan.FromHours(6));

        var taking = TakeAsync();
        await Store.Time.SomebodySleepsAsync();
        Assert.False(taking.IsCompleted);
        Store.Time.Advance(TimeSpan.FromHours(6));

        Assert.Equal("later", Assert.Single(await taking).AsText());
    }

    [Fact]
    public async Task A_taker_who_waits_at_an_empty_queue_wakes_when_a_message_arrives()
    {
        var taking = TakeAsync();
        Assert.False(taking.IsCompleted);

        await Queue.EnqueueAsync("arrived");

        Assert.Equal("arrived", Assert.Single(await taking).AsText());
    }

    [Fact]
    public async Task A_taken_message_is_invisible_to_others()
    {
        await Queue.EnqueueAsync("one");
        await TakeAsync();
        await Queue.EnqueueAsync("two");

        Assert.Equal("two", Assert.Single(await TakeAsync()).AsText());
    }

    [Fact]
    public async Task Two_takers_never_get_the_same_message()
    {
        for (var i = 0; i < 200; i++)
        {
            await Queue.EnqueueAsync($"{i}");
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TakeAsync(10))));

        Assert.Equal(200, taken.SelectMany(batch => batch).Select(message => message.AsText()).Distinct().Count());
    }

    [Fact]
    public async Task A_deleted_message_is_gone()
    {
        await Queue.EnqueueAsync("one");
        var message = Assert.Single(await TakeAsync());
        Assert.Equal(1, await Queue.CountAsync(default));

        await Source.DeleteAsync(message, default);

        Assert.Equal(0, await Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_returned_message_comes_back_after_its_delay_and_counts_how_often_it_was_taken()
    {
        await Queue.EnqueueAsync("again");
        var first = Assert.Single(await TakeAsync());
        Assert.Equal(1, first.DequeueCount);

        await Source.ReturnAsync(first, TimeSpan.FromSeconds(30), default);
        var taking = TakeAsync();
        await Store.Time.SomebodySleepsAsync();
        Assert.False(taking.IsCompleted);
        Store.Time.Advance(TimeSpan.FromSeconds(30));

        var second = Assert.Single(await taking);
        Assert.Equal("again", second.AsText());
        Assert.Equal(2, second.DequeueCount);
    }

    [Fact]
    public async Task A_taker_who_waits_wakes_when_a_message_is_returned()
    {
        await Queue.EnqueueAsync("again");
        var first = Assert.Single(await TakeAsync());
        var taking = TakeAsync();

        await Source.ReturnAsync(first, TimeSpan.Zero, default);

        Assert.Equal("again", Assert.Single(await taking).AsText());
    }

    [Fact]
    public async Task A_former_taker_cannot_end_what_was_taken_again()
    {
        await Queue.EnqueueAsync("again");
        var first = Assert.Single(await TakeAsync());
        await Source.ReturnAsync(first, TimeSpan.Zero, default);
        var second = Assert.Single(await TakeAsync());

        await Source.DeleteAsync(first, default);
        await Source.ReturnAsync(first, TimeSpan.Zero, default);
        Assert.Equal(1, await Queue.CountAsync(default));

        await Source.DeleteAsync(second, default);
        Assert.Equal(0, await Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_second_delete_does_not_hit_a_newer_message()
    {
        await Queue.EnqueueAsync("old");
        var old = Assert.Single(await TakeAsync());
        await Source.DeleteAsync(old, default);
        await Queue.EnqueueAsync("new");
        await TakeAsync();

        await Source.DeleteAsync(old, default);

        Assert.Equal(1, await Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_taker_who_gives_up_takes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var taking = Source.TakeAsync(1, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);

        await Queue.EnqueueAsync("one");

        Assert.Equal("one", Assert.Single(await TakeAsync()).AsText());
    }

    [Fact]
    public async Task Nothing_is_enqueued_for_a_caller_who_cancelled_before()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Queue.EnqueueAsync("one"u8.ToArray(), TimeSpan.Zero, new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(0, await Queue.CountAsync(default));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_many_enqueue_and_many_take()
    {
        const int Messages = 2000;
        var enqueuing = Task.WhenAll(Enumerable.Range(0, 20).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; i < Messages; i += 20)
            {
                await Queue.EnqueueAsync($"{i}");
            }
        })));
        using var done = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        var left = Messages;
        var taking = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                foreach (var message in await Source.TakeAsync(16, done.Token))
                {
                    await Source.DeleteAsync(message, default);
                    seen.Add(message.AsText());
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await done.CancelAsync();
                    }
                }
            }
        })));

        await enqueuing;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(Patience));

        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}").Order(), seen.Order());
        Assert.Equal(0, await Queue.CountAsync(default));
    }

    private Task<IReadOnlyList<TakenMessage>> TakeAsync(int max = 32) => Source.TakeAsync(max, default).AsTask().WaitAsync(Patience);
}

public sealed class InMemoryQueueTests : QueueContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbQueueTests : QueueContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
