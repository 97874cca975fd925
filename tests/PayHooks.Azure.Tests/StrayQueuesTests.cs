using System.Diagnostics.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Azure.Tests.Functions;
using PayHooks.AzureFunctions;
using PayHooks.AzureStorage;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>PayHooks__Queues is lowered while messages wait.</summary>
[NeedsAzurite]
public sealed class StrayQueuesTests
{
    [Fact]
    public async Task From_four_to_two_queues_the_sample_moves_what_waits_in_the_others_to_the_first()
    {
        await using var queues = await SeveralQueues.CreateAsync(4);
        foreach (var number in Enumerable.Range(0, 4))
        {
            await queues.Former.All[number].SendMessageAsync($"event {number}");
            await queues.Former.Poison[number].SendMessageAsync($"poison {number}");
        }

        List<long> measured = [];
        using var listener = Listen(measured);
        using var bench = Bench(queues, count: 2);
        var sample = bench.Make<SampleMetrics>();
        await sample.RunAsync(new TimerInfo(), CancellationToken.None);
        await sample.RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(["event 0", "event 2", "event 3"], await SeveralQueues.TextsAsync(queues.Former.All[0]));
        Assert.Equal(["event 1"], await SeveralQueues.TextsAsync(queues.Former.All[1]));
        Assert.Equal(["poison 0", "poison 2", "poison 3"], await SeveralQueues.TextsAsync(queues.Former.Poison[0]));
        Assert.Equal(["poison 1"], await SeveralQueues.TextsAsync(queues.Former.Poison[1]));
        var left = await Task.WhenAll(queues.Former.All.Skip(2).Concat(queues.Former.Poison.Skip(2)).Select(SeveralQueues.CountAsync));
        Assert.Equal([0, 0, 0, 0], left);
        Assert.Equal([4, 0], measured);
        Assert.Equal(4, bench.Log.Lines.Count(line => line.Contains("is beyond PayHooks__Queues", StringComparison.Ordinal)));
        Assert.True(bench.Log.Has("Information: Moved 1 messages from queue webhook-events-3-poison"));
    }

    [Fact]
    public async Task A_moved_message_never_expires()
    {
        await using var queues = await SeveralQueues.CreateAsync(2);
        await queues.Former.Poison[1].SendMessageAsync("poison");

        Assert.Equal(1, await DrainAsync(queues));

        var message = (await queues.Former.Poison[0].ReceiveMessageAsync()).Value;
        Assert.Equal(9999, message.ExpiresOn!.Value.Year);
    }

    // More than one response of the service holds.
    [Fact]
    public async Task Many_messages_are_moved_in_one_sample()
    {
        await using var queues = await SeveralQueues.CreateAsync(2);
        await Task.WhenAll(Enumerable.Range(0, 70).Select(number => queues.Former.All[1].SendMessageAsync($"{number}")));

        Assert.Equal(70, await DrainAsync(queues));

        Assert.Equal((70, 0), (await SeveralQueues.CountAsync(queues.Former.All[0]), await SeveralQueues.CountAsync(queues.Former.All[1])));
    }

    // The service does not return a message before it is due.
    [Fact]
    public async Task A_retry_that_is_not_due_is_moved_once_it_is()
    {
        await using var queues = await SeveralQueues.CreateAsync(2);
        await queues.Former.All[1].SendMessageAsync("retry", visibilityTimeout: TimeSpan.FromSeconds(2));

        Assert.Equal(0, await DrainAsync(queues));
        await Eventually.Async(async () => await DrainAsync(queues), moved => moved == 1, TimeSpan.FromSeconds(30));

        Assert.Equal(["retry"], await SeveralQueues.TextsAsync(queues.Former.All[0]));
    }

    [Fact]
    public async Task Queues_that_no_setting_names_are_left_alone()
    {
        await using var queues = await SeveralQueues.CreateAsync(1);
        string[] others = ["webhook-events-archive", "webhook-events-01", "webhook-events-16", "webhook-events-2026"];
        foreach (var other in others)
        {
            await queues.Clients.Queue(other).CreateAsync();
            await queues.Clients.Queue(other).SendMessageAsync("not ours");
        }

        Assert.Empty(await new StrayQueues(queues.Clients, queues.Former, TimeProvider.System).FindAsync(CancellationToken.None));

        foreach (var other in others)
        {
            await queues.Clients.Queue(other).DeleteAsync();
        }
    }

    [Theory]
    [InlineData(RequestFault.Refused)]
    [InlineData(RequestFault.AnswerLost)]
    public async Task Whatever_request_fails_nothing_is_lost(RequestFault fault)
    {
        var struck = true;
        for (var request = 1; struck; request++)
        {
            var watched = new WatchedRequests { IsArmed = false };
            await using var queues = await SeveralQueues.CreateAsync(2, watched);
            await queues.Former.All[1].SendMessageAsync("one");
            await queues.Former.All[1].SendMessageAsync("two");

            (watched.IsArmed, struck) = (true, false);
            watched.StrikeAt(request, fault);
            try
            {
                await DrainAsync(queues);
            }
            catch (AggregateException)
            {
                struck = true;
            }

            watched.IsArmed = false;
            await Eventually.Async(
                async () =>
                {
                    await DrainAsync(queues);
                    return await SeveralQueues.CountAsync(queues.Former.All[1]);
                },
                left => left == 0, TimeSpan.FromSeconds(30));
            var moved = await SeveralQueues.TextsAsync(queues.Former.All[0]);
            Assert.Equal(["one", "two"], moved.Distinct());
            Assert.InRange(moved.Count, 2, 3);
        }
    }

    private static async Task<long> DrainAsync(SeveralQueues queues)
    {
        var stray = new StrayQueues(queues.Clients, new EventQueues(queues.Clients, 1), TimeProvider.System)
        {
            Invisible = TimeSpan.FromSeconds(1),
        };
        var moved = 0L;
        foreach (var queue in await stray.FindAsync(CancellationToken.None))
        {
            moved += await stray.DrainAsync(queue, CancellationToken.None);
        }

        return moved;
    }

    private static FunctionBench Bench(SeveralQueues queues, int count) => new(services => services
        .AddSingleton<IStrayQueues>(new StrayQueues(queues.Clients, new EventQueues(queues.Clients, count), TimeProvider.System)));

    private static MeterListener Listen(List<long> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: Telemetry.Name, Name: "payhooks.stray_messages" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured.Add(value));
        listener.Start();
        return listener;
    }
}
