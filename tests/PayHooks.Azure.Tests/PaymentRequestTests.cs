using System.Text.Json.Nodes;
using PayHooks.Tests.Confirmation;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What an event of a payment costs: docs/payments.md states these counts.</summary>
[NeedsAzurite]
public sealed class PaymentRequestTests : IAsyncLifetime
{
    private static readonly string[] Taken = ["get", "insert key", "insert event"];
    private static readonly string[] Ended = ["merge event", "delete"];
    private static readonly string[] FirstOfSubject = ["insert subject"];
    private static readonly string[] FurtherOfSubject = ["insert subject", "read subject", "replace subject"];

    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;
    private TestBench bench = null!;

    public async Task InitializeAsync()
    {
        store = await AzureStoreUnderTest.CreateAsync(watched, withQueue: true);
        bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)]);
        await bench.ReadPausesAsync();
    }

    public async Task DisposeAsync()
    {
        bench.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_a_payment_is_acknowledged_with_one_request()
    {
        watched.Clear();
        Assert.Equal(200, (await bench.DeliverAsync(Body("paid", EventTypes.PaymentSucceeded, reference: "order-1"))).StatusCode);

        Assert.Equal(["put"], Counted());
    }

    [Fact]
    public async Task The_first_event_of_a_payment_without_a_reference_takes_one_request_more_than_an_event_of_none()
    {
        await AssertRequestsAsync(Body("paid", EventTypes.PaymentSucceeded), [.. FirstOfSubject]);
    }

    [Fact]
    public async Task The_first_event_of_a_payment_with_a_reference_takes_one_for_the_reference_and_a_success_reads_it()
    {
        await AssertRequestsAsync(Body("pending", EventTypes.PaymentPending, reference: "order-1"), [.. FirstOfSubject, "merge reference"]);
        await AssertRequestsAsync(
            Body("other", EventTypes.PaymentSucceeded, payment: "p2", reference: "order-2"),
            [.. FirstOfSubject, "merge reference", "read reference"]);
    }

    [Fact]
    public async Task A_further_event_of_a_payment_finds_the_row_reads_and_replaces_it()
    {
        await RequestsAsync(Body("pending", EventTypes.PaymentPending, at: 1));
        await RequestsAsync(Body("pending too", EventTypes.PaymentPending, payment: "p2", at: 1, reference: "order-1"));

        await AssertRequestsAsync(Body("paid", EventTypes.PaymentSucceeded, at: 2), [.. FurtherOfSubject]);
        await AssertRequestsAsync(
            Body("paid too", EventTypes.PaymentSucceeded, payment: "p2", at: 2, reference: "order-1"),
            [.. FurtherOfSubject, "merge reference", "read reference"]);
    }

    [Fact]
    public async Task A_refund_has_a_row_of_its_own_beside_that_of_its_payment()
    {
        await RequestsAsync(Body("paid", EventTypes.PaymentSucceeded, at: 1));

        await AssertRequestsAsync(
            Body("refund", EventTypes.RefundSucceeded, at: 2, refund: "r1"), [.. FirstOfSubject, .. FurtherOfSubject]);
    }

    [Fact]
    public async Task A_notice_of_a_known_state_leaves_the_reference_to_its_owner_and_reads_the_owner_only_if_that_was_dead()
    {
        await RequestsAsync(Body("paid", EventTypes.PaymentSucceeded, at: 1, reference: "order-1"));

        await AssertRequestsAsync(Body("fees", EventTypes.PaymentSucceeded, at: 2, reference: "order-1"), [.. FurtherOfSubject]);
        await AssertRequestsAsync(
            Body("moved", EventTypes.PaymentSucceeded, at: 3, reference: "order-2"),
            [.. FurtherOfSubject, "merge reference", "read reference"]);

        using var failing = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => throw new PermanentFailureException("closed"))]);
        var dead = await RequestsAsync(failing, Body("dead", EventTypes.PaymentSucceeded, payment: "p2", at: 1));
        Assert.Equal(["read subject", "replace subject", "delete"], dead[^3..]);

        await AssertRequestsAsync(
            Body("again", EventTypes.PaymentSucceeded, payment: "p2", at: 2), [.. FurtherOfSubject, "read key", "read kept", "read event"]);
    }

    [Fact]
    public async Task A_repeat_does_not_touch_the_payment()
    {
        var body = Body("paid", EventTypes.PaymentSucceeded, reference: "order-1");
        await RequestsAsync(body);

        string[] requests = await RequestsAsync(body);
        Assert.Equal(["get", "insert key", "read key", "read event", "merge event", "delete"], requests);
    }

    [Fact]
    public async Task A_raised_flag_takes_one_request_more()
    {
        await RequestsAsync(Body("expired", EventTypes.PaymentExpired, at: 1));

        await AssertRequestsAsync(Body("paid", EventTypes.PaymentSucceeded, at: 2), [.. FurtherOfSubject, "insert flag"]);
    }

    [Fact]
    public async Task An_event_that_the_api_confirms_takes_two_requests_more()
    {
        var api = new FakeApi();
        api.Report("p1", Body("item", EventTypes.PaymentSucceeded));
        using var confirming = new TestBench(store, [], api: api);

        var requests = await RequestsAsync(confirming, Body("paid", EventTypes.PaymentSucceeded, level: "None"));
        Assert.Equal([.. Taken, "merge key", "merge event", .. FirstOfSubject, .. Ended], requests);
    }

    [Fact]
    public async Task An_open_payment_takes_one_request_more_and_four_when_it_is_asked_about()
    {
        var api = new FakeApi();
        api.Report("p1", Body("pending", EventTypes.PaymentPending));
        using var asking = new TestBench(store, [], api: api);
        await asking.AskOpenPaymentsAsync();

        var requests = await RequestsAsync(asking, Body("pending", EventTypes.PaymentPending));
        Assert.Equal([.. Taken, .. FirstOfSubject, "insert open payment", .. Ended], requests);

        watched.Clear();
        Assert.Equal(0, await asking.AskOpenPaymentsAsync());
        Assert.Equal(["read open payment", "read open payment"], Counted());

        store.Time.Advance(TimeSpan.FromMinutes(5));
        watched.Clear();
        Assert.Equal(1, await asking.AskOpenPaymentsAsync());
        Assert.Equal(["read subject", "replace open payment", "insert open payment", "DELETE open payment"], Counted().Skip(2));
    }

    private static string Body(string id, string type, string payment = "p1", int at = 1, string? reference = null, string? refund = null,
        string? level = null)
    {
        var body = new JsonObject { ["id"] = id, ["type"] = type, ["payment"] = payment, ["at"] = at, ["reference"] = reference };
        if (refund is not null)
        {
            body["refund"] = refund;
        }

        if (level is not null)
        {
            body["level"] = level;
        }

        return body.ToJsonString();
    }

    // Between the claim and the end of the event.
    private async Task AssertRequestsAsync(string body, string[] expected)
    {
        var requests = await RequestsAsync(body);
        Assert.Equal([.. Taken, .. expected, .. Ended], requests);
    }

    // Of everything after the 200.
    private Task<string[]> RequestsAsync(string body) => RequestsAsync(bench, body);

    private async Task<string[]> RequestsAsync(TestBench process, string body)
    {
        Assert.Equal(200, (await process.DeliverAsync(body)).StatusCode);
        watched.Clear();
        Assert.NotNull(await process.StepAsync());
        return [.. Counted()];
    }

    // In words, without the looks at the queue's length that only the test takes.
    private IEnumerable<string> Counted() => watched.Seen.Select(Uri.UnescapeDataString).Select(Word).Where(word => word.Length > 0);

    private string Word(string request) => (request.Split(' ')[0], request) switch
    {
        (var method, _) when request.Contains("/messages", StringComparison.Ordinal) =>
            method switch { "POST" => "put", "GET" => "get", _ => "delete" },
        _ when request.Contains("comp=metadata", StringComparison.Ordinal) => "",
        (var method, _) when request.Contains(store.Clients.Keys.Name, StringComparison.Ordinal) =>
            $"{Verb(method)} {KeyOf(request)}",
        (var method, _) when request.Contains(store.Clients.State.Name, StringComparison.Ordinal) =>
            $"{Verb(method)} {(IsOpenPayment(request) ? "open payment" : "flag")}",
        (var method, _) when request.Contains(store.Clients.Kept.Name, StringComparison.Ordinal) => $"{Verb(method)} kept",
        (var method, _) => $"{Verb(method)} event",
    };

    // An insertion names the row only, anything else the partition.
    private static bool IsOpenPayment(string request) =>
        request.Contains("|test|", StringComparison.Ordinal) || request.Contains("'open-", StringComparison.Ordinal);

    private static string KeyOf(string request) =>
        request.Contains("RowKey='r:", StringComparison.Ordinal) ? "reference"
        : request.Contains("RowKey='e:", StringComparison.Ordinal) ? "key"
        : "subject";

    private static string Verb(string method) =>
        method switch { "POST" => "insert", "GET" => "read", "PATCH" => "merge", "PUT" => "replace", _ => method };
}
