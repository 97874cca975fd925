using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PayHooks.Cli.Server;

/// <summary>
/// Applies what a trusted reverse proxy says of a request: the caller's address, so that wrong keys and rejections count for the caller
/// and not for the proxy, and the scheme, so that the URL is the one that a provider signed. Proxies pass the host unchanged.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Parses <c>--proxy</c>: an address, or a network such as 172.16.0.0/12. Returns null if it is neither.</summary>
    public static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }

    /// <summary>Adds the middleware, unless no proxy is trusted.</summary>
    public static void Use(WebApplication app, IReadOnlyList<IPNetwork> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }

        // One entry, the last: those before it are what the caller claims.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }
}
