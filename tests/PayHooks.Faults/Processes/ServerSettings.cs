using System.Globalization;
using System.Security.Cryptography;
using PayHooks.Faults.Load;

namespace PayHooks.Faults.Processes;

/// <summary>The settings of the server under test: those of real life, but with retries after a second.</summary>
internal sealed class ServerSettings(GenuineDeliveries deliveries)
{
    private const int Retries = 8;

    private readonly string secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>As environment variables.</summary>
    public Dictionary<string, string> ForwardingTo(Uri target)
    {
        var settings = new Dictionary<string, string>(deliveries.Settings, StringComparer.Ordinal)
        {
            ["PayHooks__Forward__Url"] = target.AbsoluteUri,
            ["PayHooks__Forward__Secret"] = secret,

            // PortOne signs only part of its subscriptions; they too must have an effect that can be counted.
            ["PayHooks__Forward__MinimumVerification"] = "partial",
        };
        for (var retry = 0; retry < Retries; retry++)
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"PayHooks__Retry__Delays__{retry}")] = "00:00:01";
        }

        return settings;
    }
}
