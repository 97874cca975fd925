using System.Text;
using Moq;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Receiving;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Receiving;

public sealed class ReceivingTests : IAsyncDisposable
{
    private readonly InMemoryStoreUnderTest store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_genuine_delivery_is_in_the_queue_before_the_answer_is_200()
    {
        using var bench = new TestBench(store, []);

        var result = await bench.DeliverAsync("""{"id":"e1","é":1}""");

        Assert.Equal((200, "", ReceiveOutcome.Accepted), (result.StatusCode, result.Body, result.Outcome));
        var message = Assert.IsType<DeliveryMessage>(MessageSerializer.Read((await store.Source.TakeAsync(1, default))[0].Text).Message);
        Assert.Equal("""{"id":"e1","é":1}""", Encoding.UTF8.GetString(message.Body.Bytes.Span));
        Assert.Equal(("test", VerificationLevel.Signature, 0, result.DeliveryId),
            (message.Source, message.Verification, message.SecretIndex, message.DeliveryId));
    }

    [Theory]
    [InlineData("wrong", 401, "signature_mismatch")]
    [InlineData("", 401, "signature_missing")]
    [InlineData("400", 400, "body_unreadable")]
    public async Task What_is_not_genuine_is_refused_and_leaves_nothing_behind(string signature, int status, string reason)
    {
        using var bench = new TestBench(store, []);

        var result = await bench.DeliverAsync(signature: signature);

        Assert.Equal((status, reason, ""), (result.StatusCode, result.Reason, result.Body));
        Assert.Equal(0, await store.Queue.CountAsync(default));
        Assert.Equal(status == 401, result.Headers.Any(header => header.Key == "WWW-Authenticate"));
    }

    [Fact]
    public async Task A_name_that_is_no_source_is_not_found()
    {
        using var bench = new TestBench(store, []);

        Assert.Equal(404, (await bench.DeliverAsync(source: "nobody")).StatusCode);
        Assert.Equal(200, (await bench.DeliverAsync(source: "TEST")).StatusCode);
    }

    [Fact]
    public async Task A_source_with_an_unusable_secret_answers_503_to_what_the_others_do_not_match()
    {
        var settings =
            new SourceSettings
            {
                Name = "test",
                Provider = "test",
                Secrets = [new Secret(0, "good-one"), new Secret(1, "@Microsoft.KeyVault(SecretUri=x)")]
            };
        var options = new PayHooksOptions { Sources = [settings] };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, TestProvider.Registry), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);

        Assert.Equal(200, (await receiver.ReceiveAsync(Request("good-one"), default)).StatusCode);
        var result = await receiver.ReceiveAsync(Request("other"), default);
        Assert.Equal((503, "secret_unusable", "test"), (result.StatusCode, result.Reason, result.Source));
        Assert.Contains(result.Headers, header => header is { Key: "Retry-After", Value: "10" });
    }

    // A rotation that stays unfinished is seen by it: only an older secret matches although there is a newer one.
    [Fact]
    public async Task It_is_measured_which_of_how_many_secrets_matched()
    {
        var settings =
            new SourceSettings
            {
                Name = "rotating",
                Provider = "test",
                Secrets = [new Secret(0, "the-old-one"), new Secret(1, "the-new-one")]
            };
        var options = new PayHooksOptions { Sources = [settings] };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, TestProvider.Registry), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);
        using var measured = new MetricReadings("rotating");

        foreach (var secret in (string[])["the-old-one", "the-new-one", "neither"])
        {
            await receiver.ReceiveAsync(Request(secret) with { Source = "rotating" }, default);
        }

        Assert.Equal(
            ["index=0 secrets=2", "index=1 secrets=2"],
            measured.All.Where(one => one.Instrument == Telemetry.SecretMatched.Name).Select(one => one.Tags));
    }

    [Fact]
    public async Task A_source_that_the_settings_do_not_describe_rightly_answers_503()
    {
        var options =
            new PayHooksOptions
            {
                Errors = [new ConfigurationError("PayHooks__Sources__test__Provider", "names no provider", "Fix it.",
            "test")]
            };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, TestProvider.Registry), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);

        var result = await receiver.ReceiveAsync(Request("good-one"), default);

        Assert.Equal((503, "source_misconfigured", "test"), (result.StatusCode, result.Reason, result.Source));
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public async Task A_body_is_counted_while_it_streams_whatever_its_announced_length(int length, bool accepted)
    {
        var settings = new SourceSettings { Name = "test", Provider = "test", Secrets = [new Secret(0, "good-one")] };
        var options = new PayHooksOptions { Sources = [settings], MaxBodyBytes = 1024 };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, TestProvider.Registry), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);

        foreach (long? announced in new long?[] { null, length, 3 })
        {
            using var body = new MemoryStream(new byte[length]);
            var result = await receiver.ReceiveAsync(Request("good-one") with { Body = body, ContentLength = announced }, default);
            Assert.Equal(accepted ? 200 : 413, result.StatusCode);
        }
    }

    [Fact]
    public async Task An_announced_length_is_not_believed_with_memory()
    {
        var announced = 60 * 1024 * 1024;
        using var body = new MemoryStream([1, 2, 3]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = await new BodyReader(announced, TimeSpan.FromSeconds(4), TimeProvider.System).ReadAsync(body, announced, default);

        Assert.Equal(3, read!.Bytes.Length);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Fact]
    public async Task Large_bodies_beyond_the_memory_for_them_wait_and_get_503_when_it_takes_too_long()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        const int Size = 1024 * 1024;
        var reader = new BodyReader(Size, TimeSpan.FromSeconds(4), time);
        var inMemory = new List<ReceivedBody>();
        Task<ReceivedBody?> ReadAsync() => reader.ReadAsync(new MemoryStream(new byte[Size - 1]), Size - 1, default).AsTask();
        while (ReadAsync() is var next)
        {
            if (!next.IsCompleted)
            {
                // One more waits, and gets the room of one that has become durable; the next does not.
                inMemory[0].Return();
                Assert.Equal(Size - 1, (await next)!.Bytes.Length);
                break;
            }

            inMemory.Add((await next)!);
        }

        Assert.Equal(16, inMemory.Count);
        var late = ReadAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<NoRoomForBodyException>(() => late);

        // Small ones never wait.
        Assert.NotNull(await reader.ReadAsync(new MemoryStream(new byte[60_000]), null, default));
    }

    [Fact]
    public async Task Small_bodies_that_arrive_slowly_are_bounded_by_what_has_arrived_of_them()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var reader = new BodyReader(1024 * 1024, TimeSpan.FromSeconds(4), time);
        using var gone = new CancellationTokenSource();

        // Each has sent 4 KB of 64 and then nothing more, so that it holds a buffer of 16 KB.
        var slow = Enumerable.Range(0, 4096)
            .Select(_ => reader.ReadAsync(new StalledStream(BodyReader.FirstBuffer), BodyReader.LargestSmall - 1, gone.Token).AsTask())
            .ToArray();
        var late = reader.ReadAsync(new MemoryStream(new byte[5000]), 5000, default).AsTask();
        Assert.False(late.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<NoRoomForBodyException>(() => late);
        Assert.NotNull(await reader.ReadAsync(new MemoryStream(new byte[4000]), 4000, default));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(slow));
        Assert.Equal(5000, (await reader.ReadAsync(new MemoryStream(new byte[5000]), 5000, default))!.Bytes.Length);
    }

    [Fact]
    public async Task A_body_that_has_given_up_waiting_for_memory_does_not_hold_up_those_behind_it()
    {
        var budget = new BodyBudget(10);
        await budget.TakeAsync(6, default);
        using var gone = new CancellationTokenSource();
        var large = budget.TakeAsync(8, gone.Token);
        var small = budget.TakeAsync(2, default);
        Assert.False(small.IsCompleted); // in order

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(budget.TakeAsync(2, default).IsCompleted);
        Assert.False(budget.TakeAsync(1, default).IsCompleted);
    }

    [Fact]
    public async Task A_large_body_that_goes_on_after_its_announced_end_is_no_delivery()
    {
        var reader = new BodyReader(1024 * 1024, TimeSpan.FromSeconds(4), TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(new MemoryStream(new byte[200_000]), 100_000, default).AsTask());
        Assert.Equal(200_000, (await reader.ReadAsync(new MemoryStream(new byte[200_000]), null, default))!.Bytes.Length);
        Assert.Null(await reader.ReadAsync(new MemoryStream(new byte[1024 * 1024 + 1]), null, default));
    }

    [Fact]
    public async Task A_queue_that_refuses_the_write_makes_the_answer_503()
    {
        var queue = Queue(_ => throw new IOException("The disk is full."));
        var result = await ReceiveAsync(queue.Object);

        Assert.Equal((503, "not_durable"), (result.StatusCode, result.Reason));
        Assert.IsType<IOException>(result.Error);
        Assert.Contains(result.Headers, header => header.Key == "Retry-After");
    }

    [Fact]
    public async Task A_queue_that_hangs_makes_the_answer_503_when_the_ack_timeout_is_over()
    {
        // It does not even listen to its cancellation token.
        var queue = Queue(_ => new ValueTask(new TaskCompletionSource().Task));
        var receiving = ReceiveAsync(queue.Object);
        Assert.False(receiving.IsCompleted);
        store.Time.Advance(TimeSpan.FromSeconds(4) - TimeSpan.FromTicks(1));
        Assert.False(receiving.IsCompleted);

        store.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(503, (await receiving).StatusCode);
    }

    [Fact]
    public async Task A_body_store_that_fails_makes_the_answer_503_and_no_message()
    {
        var bodies = new Mock<IBodyStore>();
        bodies.Setup(one => one.PutAsync(It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()))
            .Throws(new IOException("away"));
        var queue = new InMemoryEventQueue(store.Time) { MaxTextBytes = 100 };

        var result = await ReceiveAsync(queue, bodies.Object);

        Assert.Equal(503, result.StatusCode);
        Assert.Equal(0, await queue.CountAsync(default));
    }

    [Fact]
    public async Task Only_harmless_headers_travel_with_the_message()
    {
        var settings = new SourceSettings { Name = "test", Provider = "test", Secrets = [new Secret(0, "good-one")] };
        var options = new PayHooksOptions { Sources = [settings] };
        var receiver = new WebhookReceiver(
            new SourceCatalog(options, TestProvider.Registry), new DeliveryWriter(store.Queue), options, new SourceActivityRecorder(store.Time),
                store.Time);

        await receiver.ReceiveAsync(
            Request("good-one") with
            {
                Header = name =>
                name == "signature" ? "good-one" : name == "User-Agent" ? new string('u', 500) : name == "Content-Encoding" ? default
                : $"value of {name}"
            }, default);

        var message = (DeliveryMessage)MessageSerializer.Read((await store.Source.TakeAsync(1, default))[0].Text).Message!;
        Assert.Equal(["Content-Type", "User-Agent"], message.Headers.Select(header => header.Key));
        Assert.Equal(200, message.Headers[1].Value.Length);
    }

    private static ReceiveRequest Request(string signature) => new()
    {
        Source = "test",
        Header = name => name == "signature" ? signature : default,
        Body = new MemoryStream("{}"u8.ToArray()),
    };

    private static Mock<IEventQueue> Queue(Func<MessageText, ValueTask> enqueue)
    {
        var queue = new Mock<IEventQueue>();
        queue.SetupGet(one => one.MaxTextBytes).Returns(int.MaxValue);
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((MessageText text, TimeSpan _, CancellationToken _) => enqueue(text));
        return queue;
    }

    private Task<ReceiveResult> ReceiveAsync(IEventQueue queue, IBodyStore? bodies = null)
    {
        var settings = new SourceSettings { Name = "test", Provider = "test", Secrets = [new Secret(0, "good-one")] };
        var options = new PayHooksOptions { Sources = [settings] };
        var sources = new SourceCatalog(options, TestProvider.Registry);
        return new WebhookReceiver(sources, new DeliveryWriter(queue, bodies), options, new SourceActivityRecorder(store.Time), store.Time)
            .ReceiveAsync(Request("good-one"), default).AsTask();
    }
}
