using System.Globalization;
using System.Text;

namespace PayHooks.Tests.Server;

/// <summary>What no provider sends, by a name that says what it is; each is the whole of what goes over the connection.</summary>
internal static class HostileRequests
{
    private const string Post = RawRequest.Post;

    private static readonly string Genuine = Encoding.UTF8.GetString(RunningServer.Body("smuggled"));

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["10,000 headers"] =
            $"{Post}{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i}: 1\r\n"))}Content-Length: 2\r\n\r\n{{}}",
        ["a header of 64 KiB"] = $"{Post}X-Signature: {new string('a', 65_536)}\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a header name of 64 KiB"] = $"{Post}{new string('a', 65_536)}: 1\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a signature of 16 KiB"] = $"{Post}X-Signature: {new string('f', 16_000)}\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a request line without end"] = $"POST /webhooks/{new string('a', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a negative Content-Length"] = $"{Post}Content-Length: -1\r\n\r\n{{}}",
        ["a Content-Length that is not a number"] = $"{Post}Content-Length: 2, 2\r\n\r\n{{}}",
        ["a Content-Length beyond all numbers"] = $"{Post}Content-Length: 99999999999999999999999\r\n\r\n{{}}",
        ["a Content-Length of exabytes"] = $"{Post}Content-Length: {long.MaxValue}\r\n\r\n{{}}",
        ["two Content-Lengths"] = $"{Post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}x",
        ["a Content-Length that is too short"] = $"{Post}Content-Length: 2\r\n\r\n{{}}{new string('x', 200)}\r\n\r\n",
        ["a Content-Length that is too long"] = $"{Post}Content-Length: 200\r\n\r\n{{}}",
        ["chunks without end"] =
            $"{Post}Transfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat($"1000\r\n{new string('x', 4096)}\r\n", 400))}",
        ["a chunk of exabytes"] = $"{Post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx",
        ["a chunk extension without end"] = $"{Post}Transfer-Encoding: chunked\r\n\r\n2;{new string('x', 100_000)}\r\n{{}}\r\n0\r\n\r\n",
        ["chunks that break off"] = $"{Post}Transfer-Encoding: chunked\r\n\r\n64\r\n{{",
        ["a transfer coding that nobody knows"] = $"{Post}Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        ["a body that says it is compressed"] = $"{Post}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\u0008\u0000",
        ["Content-Length beside Transfer-Encoding"] = $"{Post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}",
        ["Transfer-Encoding in disguise"] = $"{Post}Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a folded header"] = $"{Post}X-Signature: a\r\n b\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a header without a colon"] = $"{Post}nonsense\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a bare carriage return"] = $"{Post}X-Signature: a\rX: b\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a zero byte in a header"] = $"{Post}X-Signature: a\0b\r\nContent-Length: 2\r\n\r\n{{}}",
        ["an escape sequence in a header"] = $"{Post}X-Signature: \u001b[2J\r\nContent-Length: 2\r\n\r\n{{}}",
        ["no Host"] = "POST /webhooks/shop HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        ["two Hosts"] = $"{Post}Host: other\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a Host that is none"] = "POST /webhooks/shop HTTP/1.1\r\nHost: a b<>\r\nContent-Length: 2\r\n\r\n{}",
        ["HTTP/1.0"] = "POST /webhooks/shop HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}",
        ["HTTP/0.9"] = "GET /webhooks/shop\r\n\r\n",
        ["HTTP/2 without asking"] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ["HTTP/9.9"] = "POST /webhooks/shop HTTP/9.9\r\nHost: localhost\r\n\r\n",
        ["TLS"] = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        ["a method that nobody knows"] = "\u00ff\u00feBREW /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["CONNECT"] = "CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n",
        ["TRACE"] = "TRACE /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["OPTIONS of everything"] = "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };

    /// <summary>Ways to write a path that must find no source, and nothing else either.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "/webhooks/%2F", "/webhooks/shop%2Fmore", "/webhooks/..%2Fapi%2Fstats", "/webhooks/../api/stats", "/webhooks/%2e%2e/api/stats",
            "/webhooks/shop%00",
        "/webhooks/%00", "/webhooks/sh%C3%B6p", "/webhooks/%E2%80%AEpohs", "/webhooks/%FF%FE", "/webhooks/%1b[2J",
            "/webhooks/shop%0d%0aX:%201",
        "/webhooks/shop%20", "/webhooks//shop", "/webhooks/{source}", "/webhooks/*", "/webhooks/shop;a=b", "/webhooks/shop\\..\\x",
        "//webhooks/shop/", "/webhooks/%u0073hop", "/webhooks/%", "/webhooks/" + new string('a', 7000), "/webhooks/"
            + string.Concat(Enumerable.Repeat("../", 500)),
    ];

    private static string Smuggled => string.Create(
        CultureInfo.InvariantCulture, $"GET /api/stats HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Genuine.Length}\r\n\r\n{Genuine}");
}
