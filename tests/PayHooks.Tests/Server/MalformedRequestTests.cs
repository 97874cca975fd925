using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PayHooks.Tests.Server;

/// <summary>Whatever comes to the door: 4xx or a closed connection, and the next genuine delivery is accepted.</summary>
public sealed partial class MalformedRequestTests(MalformedRequestTests.Door door) : IClassFixture<MalformedRequestTests.Door>
{
    public static TheoryData<string> Requests => [.. HostileRequests.All.Keys];

    public static TheoryData<string> Paths => [.. HostileRequests.Paths];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_that_breaks_the_rules_gets_4xx_or_a_closed_connection(string name) =>
        await AssertRefusedAsync(HostileRequests.All[name]);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_path_that_plays_tricks_finds_nothing(string path)
    {
        var body = Encoding.UTF8.GetString(RunningServer.Body("trick"));
        var signature = RunningServer.Signature(RunningServer.Body("trick"));
        await AssertRefusedAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Signature: {signature}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    [Fact]
    public async Task Requests_in_a_row_on_one_connection_are_answered_each_by_its_own_merit()
    {
        var (genuine, forged) = (Delivery("row", RunningServer.Secret), Delivery("row", "another-secret-0123456789"));
        const string last = "GET /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        using var socket = await RawRequest.ConnectAsync(
            door.Server.Server.BaseAddress, string.Concat(Enumerable.Repeat(genuine + forged, 50)) + last);
        var answers = await RawRequest.ReadAsync(socket);

        Assert.Equal(Enumerable.Repeat(new[] { 200, 401 }, 50).SelectMany(pair => pair).Append(405), Statuses(answers));
    }

    [Fact]
    public async Task A_request_behind_one_whose_length_is_ambiguous_is_never_answered()
    {
        var answers = await RawRequest.ExchangeAsync(
            door.Server.Server.BaseAddress, HostileRequests.All["Content-Length beside Transfer-Encoding"]);

        Assert.InRange(Assert.Single(Statuses(answers)), 400, 499);
    }

    [Fact]
    public async Task A_genuine_body_that_is_compressed_is_just_bytes()
    {
        var bomb = new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff };
        using var request = RunningServer.Delivery(bomb);
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await door.Server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_sends_only_half_and_waits_for_the_answer_gets_none()
    {
        using var socket = await RawRequest.ConnectAsync(
            door.Server.Server.BaseAddress, $"{RawRequest.Post}Content-Length: 100\r\n\r\n{{");
        socket.Shutdown(SocketShutdown.Send);

        var answer = await RawRequest.ReadAsync(socket);

        Assert.All(Statuses(answer), status => Assert.InRange(status, 400, 499));
        await AssertOpenAsync();
    }

    private async Task AssertRefusedAsync(string request)
    {
        var answer = await RawRequest.ExchangeAsync(door.Server.Server.BaseAddress, request);
        Assert.All(Statuses(answer), AssertRefusal);
        await AssertOpenAsync();
    }

    // 505 is the web server's own word for a version of HTTP that there is not.
    private static void AssertRefusal(int status) => Assert.True(status is (>= 400 and < 500) or 505, $"{status}");

    private async Task AssertOpenAsync()
    {
        using var response = await door.Server.DeliverAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static string Delivery(string id, string secret)
    {
        var body = RunningServer.Body(id);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nX-Signature: {RunningServer.Signature(body, secret)}\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{Encoding.UTF8.GetString(body)}");
    }

    private static int[] Statuses(string answer) =>
        [.. StatusLine().Matches(answer).Select(match => int.Parse(match.Groups["status"].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"HTTP/1\.\d (?<status>\d{3}) ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StatusLine();

    /// <summary>One server for all of them: each must leave it as it was.</summary>
    public sealed class Door : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
