using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Forwarding;
using PayHooks.Notifications;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Tests.Server;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Notifications;

/// <summary>Notifications on every store: once, by one instance.</summary>
public abstract class NotifierContract : StoreContract
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_new_failure_group_a_payment_alarm_and_a_silent_source_are_reported_once()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(bench, Webhook(target));
        await bench.DeliverAsync("""{"id":"e1"}""");
        await bench.WorkUntilEmptyAsync();
        await RaiseAsync("paid_twice");
        Store.Time.Advance(TimeSpan.FromDays(2));

        await notifier.RunAsync(default);
        Store.Time.Advance(Debounce);
        await notifier.RunAsync(default);

        var request = Assert.Single(target.Requests);
        Assert.Equal(
            ForwardSignature.Create(
                ForwardSignature.TryKey(ForwardTarget.Secret)!, request.Headers["webhook-id"],
                long.Parse(request.Headers["webhook-timestamp"], null), request.Body),
            request.Headers["webhook-signature"]);
        var notices = JsonNode.Parse(request.Body)!["notices"]!.AsArray();
        Assert.Equal(
            ["failure_group", "payment_alarm", "silent_source"], notices.Select(one => (string)one!["kind"]!).Order());
        Assert.All(notices, one => Assert.Equal("test", (string?)one!["source"]));
        Assert.Contains("The warehouse is closed.", (string?)notices[0]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_instances_send_one_notification()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var one = Create(bench, Webhook(target));
        using var other = Create(bench, Webhook(target));
        await bench.DeliverAsync("""{"id":"e1"}""");
        await bench.WorkUntilEmptyAsync();

        await Task.WhenAll(one.RunAsync(default).AsTask(), other.RunAsync(default).AsTask());
        Store.Time.Advance(Debounce);
        await other.RunAsync(default);
        await one.RunAsync(default);

        Assert.Single(target.Requests);
    }

    [Fact]
    public async Task What_follows_soon_is_collected()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(bench, Webhook(target));
        await RaiseAsync("paid_twice");
        await notifier.RunAsync(default);
        foreach (var flag in new[] { "refunded_more_than_paid", "dispute_lost" })
        {
            await RaiseAsync(flag);
            await notifier.RunAsync(default);
        }

        Assert.Single(target.Requests);
        Store.Time.Advance(Debounce);
        await notifier.RunAsync(default);
        Assert.Equal(2, target.Requests.Count);
        Assert.Equal(2, JsonNode.Parse(target.Requests.Last().Body)!["notices"]!.AsArray().Count);

        await Store.Subjects.MarkSeenAsync(Payment("p1"), Now, default);
        await notifier.RunAsync(default);
        Store.Time.Advance(TimeSpan.FromMinutes(61));
        await notifier.RunAsync(default);
        Assert.Empty(await Store.State.ListAsync("notice", null, 10, default));
    }

    [Fact]
    public async Task What_returns_after_an_hour_is_reported_again_and_what_returns_earlier_is_not()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(bench, Webhook(target));
        foreach (var (minutes, expected) in new[] { (0, 1), (30, 1), (120, 2) })
        {
            Store.Time.Advance(TimeSpan.FromMinutes(minutes));
            await notifier.RunAsync(default);
            Reject(bench, 400);
            await notifier.RunAsync(default);
            Assert.Equal(expected, target.Requests.Count);
            Store.Time.Advance(TimeSpan.FromMinutes(11));
            await notifier.RunAsync(default);
        }
    }

    [Fact]
    public async Task A_target_that_fails_gets_the_same_notification_again_and_the_others_do_not()
    {
        await using var good = await ForwardTarget.StartAsync();
        await using var bad = await ForwardTarget.StartAsync();
        var failures = 1;
        var answer = bad.Answer;
        bad.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return failures-- > 0 ? Task.CompletedTask : answer(context);
        };
        using var bench = Bench();
        var outbox = Outbox(Webhook(good), Webhook(bad) with { Number = 1 });
        using var notifier = Create(bench, outbox);
        await RaiseAsync("paid_twice");

        await notifier.RunAsync(default);
        Assert.Equal(["notifications 1 to 127.0.0.1: The response was 500."], await WarningsAsync(outbox));

        // Another process.
        var nextOutbox = Outbox(Webhook(good), Webhook(bad) with { Number = 1 });
        using var next = Create(bench, nextOutbox);
        Store.Time.Advance(TimeSpan.FromMinutes(2));
        await next.RunAsync(default);

        Assert.Empty(await WarningsAsync(nextOutbox));
        Assert.Single(good.Requests);
        Assert.Equal(2, bad.Requests.Count);
        Assert.Single(bad.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task A_target_that_fails_keeps_nothing_from_the_others_and_gets_everything_later_in_order()
    {
        await using var good = await ForwardTarget.StartAsync();
        await using var bad = await ForwardTarget.StartAsync();
        var answer = bad.Answer;
        bad.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        using var bench = Bench();
        var outbox = Outbox(Webhook(bad), Webhook(good) with { Number = 1 });
        using var notifier = Create(bench, outbox);
        foreach (var flag in new[] { "paid_twice", "dispute_lost" })
        {
            await RaiseAsync(flag);
            await notifier.RunAsync(default);
            Store.Time.Advance(Debounce);
        }

        string[] sent = [.. good.Requests.Select(request => request.Headers["webhook-id"])];
        Assert.Equal(2, sent.Distinct().Count());

        bad.Answer = answer;
        var tried = bad.Requests.Count;
        await notifier.RunAsync(default);
        Assert.Equal(sent, bad.Requests.Skip(tried).Select(request => request.Headers["webhook-id"]));
        Assert.Equal(2, good.Requests.Count);
        Assert.Empty(await WarningsAsync(outbox));
    }

    [Fact]
    public async Task Every_target_that_fails_is_warned_about_and_given_up_after_a_day()
    {
        await using var target = await ForwardTarget.StartAsync();
        target.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var bench = Bench();
        var outbox = Outbox(Webhook(target), Webhook(target) with { Number = 7 });
        using var notifier = Create(bench, outbox);
        await RaiseAsync("paid_twice");

        await notifier.RunAsync(default);

        Assert.Equal(
            ["notifications 0 to 127.0.0.1: The response was 500.", "notifications 7 to 127.0.0.1: The response was 500."],
            await WarningsAsync(outbox));

        // Also where a target was removed from the settings.
        var id = target.Requests.First().Headers["webhook-id"];
        using var next = Create(bench, Webhook(target));
        Store.Time.Advance(TimeSpan.FromDays(1));
        await next.RunAsync(default);
        var tried = target.Requests.Count;
        await next.RunAsync(default);
        Assert.DoesNotContain(target.Requests.Skip(tried), request => request.Headers["webhook-id"] == id);
        Assert.DoesNotContain(
            await Store.State.ListAsync("outbox", null, 10, default), row => row.Key.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_of_five_minutes_that_is_a_little_early_does_not_skip_a_notification()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(bench, Webhook(target));
        await RaiseAsync("paid_twice");
        await notifier.RunAsync(default);
        await RaiseAsync("dispute_lost");

        Store.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(2));
        await notifier.RunAsync(default);

        Assert.Equal(2, target.Requests.Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, true)]
    public async Task Rejections_of_many_causes_are_compared_with_the_time_whose_rows_were_read(int recent, bool expected)
    {
        using var bench = Bench();

        // Twelve causes a minute: the rows that are read at once reach back less than an hour.
        await Store.Rejections.WriteAsync(
            [
                .. Enumerable.Range(0, 60).SelectMany(minute => Enumerable.Range(0, 12).Select(cause =>
                    new RejectionCount(Now.AddMinutes(-minute), "test", 401, $"cause_{cause}", "instance")
                    {
                        Count = minute < 10 ? recent : 1,
                    })),
            ],
            default);

        Assert.Equal(expected, (await bench.Notices.FindAsync(default)).Any(notice => notice.Kind == "rejections"));
    }

    [Fact]
    public async Task Many_rejections_are_reported_when_they_are_far_above_normal()
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(bench, Webhook(target));
        Reject(bench, 19);
        await notifier.RunAsync(default);
        Assert.Empty(target.Requests);

        Reject(bench, 1);
        await notifier.RunAsync(default);

        Assert.Contains("20 deliveries of test were rejected", TextOf(target), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Teams", "application/vnd.microsoft.card.adaptive")]
    [InlineData("Slack", "alarm paid_twice: payment &lt;!channel&gt; of test")]
    public async Task Teams_and_Slack_get_what_they_understand_and_no_markup_of_a_payload(string format, string said)
    {
        await using var target = await ForwardTarget.StartAsync();
        using var bench = Bench();
        using var notifier = Create(
            bench, new NotificationTarget(0, target.Url, Enum.Parse<NotificationFormat>(format), Secret: null));
        await RaiseAsync("paid_twice", "<!channel>");

        await notifier.RunAsync(default);

        var content = JsonNode.Parse(Assert.Single(target.Requests).Body)!;
        Assert.Contains(
            said, (string?)content["text"] ?? (string)content["attachments"]![0]!["contentType"]!, StringComparison.Ordinal);
        if (format == "Teams")
        {
            Assert.Equal("message", (string?)content["type"]);
            Assert.Equal("AdaptiveCard", (string?)content["attachments"]![0]!["content"]!["type"]);
            Assert.Equal(2, content["attachments"]![0]!["content"]!["body"]!.AsArray().Count);
        }
    }

    private TestBench Bench() => new(
        Store,
        [DelegateHandler.Named("fulfil", (_, _, _) => throw new InvalidOperationException("The warehouse is closed."))],
        settings: new Dictionary<string, string?>
        {
            ["PayHooks:Retry:Delays:0"] = "00:00:01",
            ["PayHooks:Sources:test:SilenceAfter"] = "1.00:00:00",
        });

    private static NotificationTarget Webhook(ForwardTarget target) =>
        new(0, target.Url, NotificationFormat.Webhook, ForwardTarget.Secret);

    private Notifier Create(TestBench bench, params NotificationTarget[] targets) => Create(bench, Outbox(targets));

    private Notifier Create(TestBench bench, NotificationOutbox outbox) => new(bench.Notices, outbox, Store.State, Store.Time);

    private NotificationOutbox Outbox(params NotificationTarget[] targets) => new(
        new NotificationSender(new PayHooksOptions { Notifications = targets }, TimeProvider.System), Store.State, Store.Time,
        NullLogger<NotificationOutbox>.Instance);

    private static SubjectKey Payment(string id) => new("test", SubjectKind.Payment, "", id);

    private async Task RaiseAsync(string flag, string payment = "p1") =>
        await Store.Subjects.RaiseAsync(new RaisedFlag(Payment(payment), flag, "e1", Now), default);

    private static async Task<IEnumerable<string>> WarningsAsync(NotificationOutbox outbox) =>
        (await new NotificationsCheck(outbox).RunAsync(default))
            .Where(result => result.State == SelfCheckState.Warning).Select(result => result.Finding);

    private static void Reject(TestBench bench, int count)
    {
        for (var number = 0; number < count; number++)
        {
            bench.Rejected.Add(new RejectedDelivery("test", 401, "signature_mismatch", null, null, null));
        }
    }

    private static string TextOf(ForwardTarget target) =>
        (string)JsonNode.Parse(Assert.Single(target.Requests).Body)!["notices"]![0]!["text"]!;
}

public sealed class InMemoryNotifierTests : NotifierContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbNotifierTests : NotifierContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
