using System.Text;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>The real queue, with Azurite's own clock.</summary>
[NeedsAzurite]
public sealed class AzureQueueTests : IAsyncLifetime
{
    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(watched, withQueue: true);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task The_longest_message_comes_out_as_it_went_in()
    {
        var text = Encoding.ASCII.GetBytes("""{"a":"<&>'\u003c ~","b":" """ + new string('x', 65_500));
        Array.Resize(ref text, store.Queue.MaxTextBytes);
        text.AsSpan(65_500).Fill((byte)'}');

        await store.Queue.EnqueueAsync(text, TimeSpan.Zero, default);

        var taken = Assert.Single(await store.Source.TakeAsync(32, default));
        Assert.True(taken.Text.Envelope.Span.SequenceEqual(text));
    }

    [Fact]
    public async Task What_has_waited_longest_is_seen_without_being_received()
    {
        await store.Queue.EnqueueAsync("later", TimeSpan.FromMinutes(5));
        Assert.Empty(await store.Queue.PeekAsync(default));
        await store.Queue.EnqueueAsync("first");

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("first", Encoding.ASCII.GetString(Assert.Single(await store.Queue.PeekAsync(default)).Envelope.Span));
        }

        Assert.Equal("first", Assert.Single(await store.Source.TakeAsync(32, default)).AsText());
        Assert.Empty(await store.Queue.PeekAsync(default));
    }

    // Each event is a message of its own, and all are sent at once.
    [Fact]
    public async Task A_batch_of_a_hundred_events_is_durable_within_the_time_for_the_answer()
    {
        using var bench = new TestBench(store, []);

        var result =
            await bench.DeliverAsync(
            $$"""{"events":[{{string.Join(',', Enumerable.Range(1, 100).Select(i => $$"""{"id":"e{{i}}"}"""))}}]}""");

        Assert.Equal(200, result.StatusCode);
        Assert.Equal(100, await store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_message_never_expires()
    {
        await store.Queue.EnqueueAsync("""{"v":1}""");

        var message = (await store.Queues.All[0].ReceiveMessageAsync()).Value;

        Assert.Equal(9999, message.ExpiresOn!.Value.Year);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1_001, 2)]
    [InlineData(86_400_000 * 6L, 518_400)]
    public async Task A_delay_is_rounded_up_to_whole_seconds(long milliseconds, int seconds)
    {
        watched.Clear();
        await store.Queue.EnqueueAsync("later", TimeSpan.FromMilliseconds(milliseconds));

        Assert.Contains($"visibilitytimeout={seconds}&messagettl=-1", Assert.Single(watched.Seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delayed_message_counts_and_comes_when_it_is_due()
    {
        await store.Queue.EnqueueAsync("later", TimeSpan.FromMilliseconds(300));
        Assert.Null((await store.Queues.All[0].ReceiveMessageAsync()).Value);
        Assert.Equal(1, await store.Queue.CountAsync(default));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var taken = await store.Source.TakeAsync(1, limit.Token);

        Assert.Equal("later", Assert.Single(taken).AsText());
    }

    [Fact]
    public async Task A_guard_is_written_postponed_and_removed_with_one_request_each_and_is_never_received()
    {
        var queue = (IGuardQueue)store.Queue;
        watched.Clear();

        var guard = await queue.AddAsync("guard"u8.ToArray(), TimeSpan.FromSeconds(155), default);
        var postponed = await queue.PostponeAsync(guard, TimeSpan.FromSeconds(154.5), default);
        await queue.RemoveAsync(postponed!, default);

        Assert.Equal(["POST", "PUT", "DELETE"], watched.Seen.Select(request => request.Split(' ')[0]));
        Assert.Contains("visibilitytimeout=155&messagettl=-1", watched.Seen.First(), StringComparison.Ordinal);
        Assert.Contains("visibilitytimeout=155", watched.Seen.ElementAt(1), StringComparison.Ordinal);
        Assert.Equal(0, await store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_guard_that_was_received_is_left_to_who_received_it()
    {
        var queue = (IGuardQueue)store.Queue;
        var guard = await queue.AddAsync("guard"u8.ToArray(), TimeSpan.FromHours(1), default);
        var visible = await queue.PostponeAsync(guard, TimeSpan.Zero, default);

        Assert.Equal("guard", Assert.Single(await store.Source.TakeAsync(1, default)).AsText());
        Assert.Null(await queue.PostponeAsync(visible!, TimeSpan.FromHours(1), default));
        await queue.RemoveAsync(visible!, default);
        Assert.Equal(1, await store.Queue.CountAsync(default));

        await store.Queues.All[0].ClearMessagesAsync();
        Assert.Null(await queue.PostponeAsync(visible!, TimeSpan.FromHours(1), default));
        await queue.RemoveAsync(visible!, default);
    }

    [Fact]
    public async Task What_the_service_would_refuse_is_not_sent()
    {
        watched.Clear();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            store.Queue.EnqueueAsync(new byte[store.Queue.MaxTextBytes + 1], TimeSpan.Zero, default).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Queue.EnqueueAsync("x", TimeSpan.FromDays(8)).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Queue.EnqueueAsync("x", TimeSpan.FromSeconds(-1)).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.Queue.EnqueueAsync("x"u8.ToArray(), TimeSpan.Zero, new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(watched.Seen);
    }
}
