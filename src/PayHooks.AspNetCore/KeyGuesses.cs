using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace PayHooks.AspNetCore;

/// <summary>
/// Limits how many wrong keys an address may send: ten in a minute. Then its requests are refused unread for the rest of that minute, so
/// that a right guess among them is not noticed. Bounded in memory; addresses of one IPv6 network count as one.
/// </summary>
internal sealed partial class KeyGuesses(TimeProvider time, ILogger<KeyGuesses> logger)
{
    private const int Most = 10;
    private const int MostAddresses = 10_000;
    private const int NetworkBytes = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> wrong = [];

    /// <summary>How long the address has to wait; null if it may try.</summary>
    public TimeSpan? WaitOf(IPAddress? address)
    {
        lock (gate)
        {
            return wrong.TryGetValue(NetworkOf(address), out var seen) && seen.Count >= Most
                && Window - time.GetElapsedTime(seen.Since) is var left && left > TimeSpan.Zero
                    ? left
                    : null;
        }
    }

    /// <summary>Counts a wrong key.</summary>
    public void Add(IPAddress? address)
    {
        var network = NetworkOf(address);
        int count;
        lock (gate)
        {
            if (wrong.Count >= MostAddresses)
            {
                RemoveOld();
            }

            var seen = wrong.GetValueOrDefault(network, (time.GetTimestamp(), 0));
            seen = time.GetElapsedTime(seen.Item1) >= Window ? (time.GetTimestamp(), 0) : seen;
            wrong[network] = (seen.Item1, seen.Item2 + 1);
            count = seen.Item2 + 1;
        }

        if (count == Most)
        {
            LogGuessing(logger, network, Most);
        }
    }

    // If all are recent, somebody uses many addresses: then the oldest half makes room.
    private void RemoveOld()
    {
        var all = wrong.OrderBy(one => one.Value.Since).ToArray();
        foreach (var (address, _) in all.Where((one, index) => index < all.Length / 2 || time.GetElapsedTime(one.Value.Since) >= Window))
        {
            wrong.Remove(address);
        }
    }

    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address ?? IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    [LoggerMessage(EventId = 62, Level = LogLevel.Warning,
        Message = "{Address} sent {Count} wrong keys in a minute. Its requests to the API are refused for the rest of it.")]
    private static partial void LogGuessing(ILogger logger, IPAddress address, int count);
}
