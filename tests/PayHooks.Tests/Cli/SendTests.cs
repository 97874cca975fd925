using PayHooks.Cli.Commands;
using PayHooks.Cli.Sending;
using PayHooks.Verification;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class SendTests(ToolServer server)
{
    [Fact]
    public async Task A_sample_is_accepted_and_becomes_the_event_whose_id_is_printed()
    {
        var sent = await Send("chargily", "checkout.paid", ToolServer.ChargilySecret);

        var id = sent.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var seen = await server.WaitAsync(id);
        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("200", sent.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"Next: payhooks show {id} --server {server.Url}", sent.Error, StringComparison.Ordinal);
        Assert.Equal("payment.succeeded", (string?)seen["type"]);
    }

    [Fact]
    public async Task Many_events_and_their_duplicates_are_sent_side_by_side()
    {
        var sent = await Send("portone", "Success", ToolServer.PortOneSecret, "--count", "20", "--duplicates", "2", "--concurrency", "6",
            "--json");

        Assert.Equal(0, sent.ExitCode);
        Assert.Equal(60, (int)sent.Json["deliveries"]!);
        Assert.Equal(60, (int)sent.Json["answers"]!["200"]!);
        var ids = sent.Json["events"]!.AsArray().Select(id => (string)id!).ToArray();
        Assert.Equal(20, ids.Distinct(StringComparer.Ordinal).Count());
        foreach (var id in ids)
        {
            Assert.Equal(3, (int)(await server.WaitAsync(id, deliveries: 3))["deliveries"]!);
        }
    }

    [Fact]
    public async Task The_summary_of_many_counts_answers_and_tells_latencies()
    {
        var sent = await Send("chargily", "checkout.failed", ToolServer.ChargilySecret, "--count", "5");

        Assert.Contains("5 deliveries of 5 events", sent.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^200 +5$", sent.Output);
        Assert.Matches("(?m)^latency +p50 .+, p95 .+, p99 ", sent.Output);
        Assert.Contains("and 2 more", sent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_not_a_webhook_is_pointed_out()
    {
        var run = await ToolRun.Of("send", "chargily", "checkout.paid", "--secret", ToolServer.ChargilySecret, "--to",
            $"{server.Url}/webhook/chargily");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"/webhook/chargily is not the path of a webhook. Webhooks are at {server.Url}/webhooks/chargily.", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_secret_leads_to_verify_and_to_the_rejected_deliveries()
    {
        var run = await Send("chargily", "checkout.paid", "test_sk_another_0123456789");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("payhooks verify", run.Error, StringComparison.Ordinal);
        Assert.Contains("Rejected page", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chargily", "checkout.paid", ToolServer.ChargilySecret)]
    [InlineData("portone", "subscription.Active", ToolServer.PortOneSecret)]
    [InlineData("xanpay", "completed", ToolServer.XanPaySecret)]
    public async Task What_was_tampered_with_is_refused_which_is_a_success(string provider, string name, string secret)
    {
        var sent = await Send(provider, name, secret, "--tamper");

        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("401", sent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_signed_cannot_be_tampered_with()
    {
        var sent = await Send("portone", "refund.SUCCESS", ToolServer.PortOneSecret, "--tamper");

        Assert.Equal(2, sent.ExitCode);
        Assert.Contains("nothing to tamper with", sent.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chargily", "checkout.paid", "another-secret-123", "has another secret")]
    [InlineData("portone", "refund.SUCCESS", ToolServer.PortOneSecret, "does not accept this kind unsigned")]
    [InlineData("x-signature", "payment.completed", "another-secret-123", "no source 'x_signature'")]
    public async Task A_refusal_fails_and_says_what_to_look_at(string provider, string name, string secret, string expected)
    {
        var sent = await Send(provider, name, secret);

        Assert.Equal(1, sent.ExitCode);
        Assert.Contains(expected, sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_send_tells_what_it_sent()
    {
        using var stop = new CancellationTokenSource();
        using var sender = new Sender(TimeProvider.System, concurrency: 1);
        var delivery = new SignedBody("{}"u8.ToArray(), []);

        var report =
            await sender.SendAsync(Enumerable.Repeat(delivery, 1000), new Uri($"{server.Url}/webhooks/none"), stop.Cancel, stop.Token);

        Assert.Equal(404, Assert.Single(report.Answers).Status);
    }

    [Fact]
    public async Task A_file_is_sent_byte_for_byte_to_a_full_URL()
    {
        using var file = new BodyFile("""{ "id": "evt_from_a_file", "type": "checkout.expired", "data": {} }""");

        var sent = await ToolRun.Of(
            "send", "chargily", "--body", file.Path, "--secret", ToolServer.ChargilySecret, "--to",
                $"{server.Url}/webhooks/quiet?code=a-function-key", "--json");

        Assert.DoesNotContain("a-function-key", sent.Output + sent.Error, StringComparison.Ordinal);
        Assert.Equal(EventIds.Create("quiet", "evt_from_a_file|checkout.expired"), (string?)sent.Json["events"]![0]);
        Assert.Equal("payment.expired",
            (string?)(await server.WaitAsync(EventIds.Create("quiet", "evt_from_a_file|checkout.expired")))["type"]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_one_line()
    {
        var sent = await ToolRun.Of("send", "chargily", "checkout.paid", "--secret", "k1234567", "--to", Nowhere.Url, "--count", "100000");

        Assert.Equal(1, sent.ExitCode);
        Assert.Empty(sent.Output);
        Assert.Contains("payhooks serve", Assert.Single(sent.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean checkout.paid?", "chargily", "checkout.payed", "--secret", "k1234567")]
    [InlineData("checkout.expired", "chargily", "nothing-like-it", "--secret", "k1234567")]
    [InlineData("--list", "chargily", "--secret", "k1234567")]
    [InlineData("--count takes a number", "chargily", "checkout.paid", "--count", "0")]
    [InlineData("is not a URL", "chargily", "checkout.paid", "--secret", "k1234567", "--to", "localhost:7071")]
    [InlineData("cannot sign this body", "portone", "--secret", "k1234567", "--body", "-")]
    public async Task Wrong_usage_is_told_in_one_line(string expected, params string[] args)
    {
        var sent = await ToolRun.Of(SendCommand.Create(ToolRun.With("[]")), ["send", .. args]);

        Assert.NotEqual(0, sent.ExitCode);
        Assert.Contains(expected, sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_samples_are_listed_with_their_types()
    {
        var listed = await ToolRun.Of("send", "chargily", "--list");

        Assert.Equal(0, listed.ExitCode);
        Assert.Matches("(?m)^checkout.paid +payment.succeeded$", listed.Output);
    }

    private Task<ToolRun> Send(string provider, string name, string secret, params string[] more) =>
        server.RunAsync(["send", provider, name, "--secret", secret, .. more]);
}
