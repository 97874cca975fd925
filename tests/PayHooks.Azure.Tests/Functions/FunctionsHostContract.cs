using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using PayHooks.Tests.Support;
using Xunit.Abstractions;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The whole way: provider, host, worker, queue, table, handlers.</summary>
public abstract class FunctionsHostContract(FunctionsHostFixture fixture, ITestOutputHelper output)
{
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task A_thousand_deliveries_become_their_events_once()
    {
        // 1,000 deliveries of 650 events: 300 repeats, and 50 copies that go out side by side with their originals.
        var originals = fixture.Deliveries().Take(650).ToArray();
        var random = new Random(1);
        var repeats = Enumerable.Range(0, 300).Select(_ => originals[random.Next(originals.Length)]);
        var sent = originals.Index()
            .SelectMany(one => Enumerable.Repeat(one.Item, one.Index % 13 == 0 ? 2 : 1))
            .Chunk(10).Zip(repeats.Chunk(5).Concat(Enumerable.Repeat(Array.Empty<Outgoing>(), 10)), (some, again) => some.Concat(again))
            .SelectMany(group => group).ToArray();
        Assert.Equal(1000, sent.Length);
        ConcurrentDictionary<string, int> unavailable = new(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (delivery, _) =>
        {
            HttpStatusCode status;
            while ((status = await fixture.PostAsync(delivery)) == HttpStatusCode.ServiceUnavailable)
            {
                unavailable.AddOrUpdate(delivery.EventId, 1, (_, count) => count + 1);
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
            }

            Assert.Equal(HttpStatusCode.OK, status);
        });
        output.WriteLine($"acknowledged after {watch.Elapsed}, {unavailable.Values.Sum()} × 503");

        await Eventually.Async(fixture.WaitingAsync, waiting => waiting == 0, LoadLimit);
        output.WriteLine($"processed after {watch.Elapsed}");
        var events = await fixture.EventsAsync();
        var handled = fixture.Handled;
        Assert.All(sent.CountBy(delivery => delivery.EventId), told =>
        {
            var one = events[told.Key];
            Assert.Equal("completed", (string?)one["status"]);
            Assert.InRange((int)one["deliveries"]!, told.Value, told.Value + unavailable.GetValueOrDefault(told.Key));
            Assert.Equal(1, handled[told.Key]);
        });
        foreach (var poison in fixture.Queues.Poison)
        {
            Assert.Equal(0, (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCountLong);
        }
    }

    [Fact]
    public async Task Bodies_arrive_whatever_way_they_are_sent()
    {
        var chunked = Chargily(300);
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(chunked, request => request.Headers.TransferEncodingChunked = true));
        await fixture.CompletedAsync(chunked.EventId);

        var expecting = Chargily(300);
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(expecting, request => request.Headers.ExpectContinue = true));
        await fixture.CompletedAsync(expecting.EventId);

        var largest = Chargily(1024 * 1024);
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(largest));
        await fixture.CompletedAsync(largest.EventId);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await fixture.PostAsync(Chargily((1024 * 1024) + 1)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await fixture.PostAsync(Chargily(2 * 1024 * 1024)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            await fixture.PostAsync(Chargily(2 * 1024 * 1024), request => request.Headers.TransferEncodingChunked = true));
    }

    [Fact]
    public async Task A_large_body_is_kept_byte_for_byte()
    {
        var delivery = Chargily(200 * 1024);
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(delivery));
        await fixture.CompletedAsync(delivery.EventId);
        Assert.Equal(delivery.Signed.Body.ToArray(),
            await fixture.Host.Client.GetByteArrayAsync(new Uri($"/api/events/{delivery.EventId}/body", UriKind.Relative)));
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_becomes_a_dead_letter_and_so_does_one_from_the_poison_queue()
    {
        await fixture.Queues.All[1].SendMessageAsync("not a message of ours");
        await fixture.Queues.Poison[1].SendMessageAsync("nor is this one");
        await Eventually.Async(async () => (await fixture.EventsAsync("&status=dead")).Count, dead => dead >= 2, TimeSpan.FromSeconds(30));
        await Eventually.Async(fixture.WaitingAsync, waiting => waiting == 0, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_replay_runs_an_event_again()
    {
        var delivery = Chargily(300);
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(delivery));
        await fixture.CompletedAsync(delivery.EventId);
        using var replay = new HttpRequestMessage(HttpMethod.Post, $"/api/events/{delivery.EventId}/replay");
        replay.Headers.Add("x-payhooks", "1");
        using var answer = await fixture.Host.Client.SendAsync(replay);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.Async(() => Task.FromResult(fixture.Handled[delivery.EventId]), handled => handled == 2, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Other_methods_and_sources_are_refused()
    {
        using var get = await fixture.Host.Client.GetAsync(new Uri("/webhooks/chargily", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal("POST", get.Content.Headers.Allow.Single());
        var delivery = Chargily(300);
        Assert.Equal(HttpStatusCode.NotFound, await fixture.PostAsync(delivery with { Source = "nobody" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.PostAsync(delivery with { Source = "x_signature" }));
    }

    // What the killed host had taken comes again only after ten minutes, the host's fixed time (seen: 10 min 01 s); until
    // then each such event is a message that is still in the queue.
    [Fact]
    public async Task Host_and_worker_killed_in_the_middle_lose_nothing_that_was_acknowledged()
    {
        var deliveries = fixture.Deliveries().Take(300).ToArray();
        ConcurrentBag<string> acknowledged = [];
        var enough = new TaskCompletionSource();
        var sending = Parallel.ForEachAsync(deliveries, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (delivery, _) =>
        {
            try
            {
                if (await fixture.PostAsync(delivery) == HttpStatusCode.OK)
                {
                    acknowledged.Add(delivery.EventId);
                }
            }
            catch (HttpRequestException)
            {
                // Killed before it answered: the provider would try again.
            }

            if (acknowledged.Count >= 120)
            {
                enough.TrySetResult();
            }
        });
        await enough.Task;
        await fixture.Host.KillAsync();
        await sending;
        await fixture.KillAndStartAsync();

        // What is not completed must be in the queue: what the host had taken, at most batchSize + newBatchThreshold messages a queue.
        var open = await Eventually.Async(OpenAsync, open =>
            open.Events == 0 || (open.Messages <= 48 && open.Events <= open.Messages), LoadLimit);
        output.WriteLine(
            $"{acknowledged.Count} acknowledged, {open.Events} wait for their messages to come again, {open.Messages} messages in the "
            + "queue");
        await Task.WhenAll(fixture.Queues.All.Select(queue => queue.ClearMessagesAsync()));

        async Task<(int Events, long Messages)> OpenAsync()
        {
            // The messages first: one that ends in between must not count for an event that is still open.
            var messages = await fixture.WaitingAsync();
            var events = await fixture.EventsAsync();
            return (acknowledged.Count(id => (string?)events.GetValueOrDefault(id)?["status"] != "completed"), messages);
        }
    }

    [Fact]
    public async Task A_setting_that_is_wrong_for_everything_stops_the_start_with_its_name()
    {
        await using var host = fixture.Start([.. await fixture.SettingsAsync(), new("PayHooks:AckTimeout", "5")]);
        Assert.Contains("is not a time", await host.SaysAsync("PayHooks__AckTimeout ('5')"), StringComparison.Ordinal);
    }

    private Outgoing Chargily(int length)
    {
        var id = Guid.NewGuid().ToString("N");
        var head = $$$"""{"id":"{{{id}}}","entity":"event","type":"checkout.paid","data":{"id":"co_{{{id}}}","amount":5000,"currency":"dzd","metadata":[{"pad":" """.TrimEnd();
        const string Tail = "\"}]}}";
        return fixture.Delivery("chargily", Encoding.UTF8.GetBytes(head + new string('x', length - head.Length - Tail.Length) + Tail));
    }
}

[Collection(Name)]
[NeedsAzurite]
[NeedsCoreTools]
public sealed class CoreToolsHostTests(CoreToolsFixture fixture, ITestOutputHelper output) : FunctionsHostContract(fixture, output)
{
    public const string Name = "func";

    /// <summary>They need the machine for themselves.</summary>
    [CollectionDefinition(Name, DisableParallelization = true)]
    public sealed class Collection : ICollectionFixture<CoreToolsFixture>;
}
