using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;

namespace PayHooks.AspNetCore;

/// <summary>
/// Controls access to the operations API. If a key is configured, the request must have it. Otherwise only requests from this machine
/// to this machine are allowed, so a tunnel or proxy for the webhooks exposes nothing else.
/// </summary>
internal sealed class AdminGuard(PayHooksOptions options, KeyGuesses guesses)
{
    /// <summary>The header that carries the key, the same as on Azure.</summary>
    public const string KeyHeader = "x-functions-key";

    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "CDN-Loop", "Fly-Client-IP"];
    private static readonly string[] ProxyPrefixes =
    [
        "X-Forwarded-", "X-Envoy-",

        // What ForwardedHeadersMiddleware leaves of the X-Forwarded headers that it has applied.
        "X-Original-",
    ];

    private readonly AdminKey? key = AdminKey.Of(options);

    /// <summary>Returns why the request is refused, or null if it is allowed.</summary>
    public AdminRefusal? Check(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (key is not null)
        {
            var address = context.Connection.RemoteIpAddress;
            if (guesses.WaitOf(address) is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return new(StatusCodes.Status429TooManyRequests, "Too many wrong keys came from your address. Wait a minute.");
            }

            if (!key.IsIn(context.Request))
            {
                if (context.Request.Headers.ContainsKey(KeyHeader))
                {
                    guesses.Add(address);
                }

                return new(StatusCodes.Status401Unauthorized, $"Send the key in the header {KeyHeader}.");
            }
        }

        return CheckPlace(context);
    }

    /// <summary>
    /// Checks a request for the console's own files. They contain no data, so they never require the key: the login page must load.
    /// </summary>
    public AdminRefusal? CheckPlace(HttpContext context) => key is null && !IsLocal(context)
        ? new(StatusCodes.Status403Forbidden,
            "Without a key this is open only to direct requests from the same machine. Set PayHooks__AdminKey to use it from elsewhere.")
        : null;

    private static bool IsLocal(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress)
        && IsLoopback(context.Connection.LocalIpAddress)
        && IsLoopbackName(context.Request.Host.Host)
        && !context.Request.Headers.Keys.Any(TellsOfAProxy);

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // Checks the host name in the request: a foreign page can point its own name at 127.0.0.1, but cannot send another Host header.
    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IsLoopback(address));

    private static bool TellsOfAProxy(string header) =>
        ProxyHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
        || ProxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A refusal of <see cref="AdminGuard"/> or <see cref="SignInGuard"/>.</summary>
/// <param name="StatusCode">401, 403 or 429.</param>
/// <param name="Detail">How to fix it.</param>
/// <param name="SignIn">Where a person can sign in; null if nowhere.</param>
internal sealed record AdminRefusal(int StatusCode, string Detail, string? SignIn = null);
