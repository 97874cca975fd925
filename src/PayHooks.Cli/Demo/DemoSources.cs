using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Commands;
using PayHooks.Providers;

namespace PayHooks.Cli.Demo;

/// <summary>The demo's sources with secrets made for it alone.</summary>
internal sealed class DemoSources
{
    /// <summary>The source that accepts what PortOne does not sign.</summary>
    public const string Unsigned = "portone_unsigned";

    /// <summary>How often an event is tried.</summary>
    public const int Attempts = 4;

    private readonly ProviderRegistry providers = new();

    /// <summary>The secrets by source.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["portone"] = Hex(64),
        [Unsigned] = Hex(64),
        ["xanpay"] = $"demo:{Hex(24)}",
        ["chargily"] = $"test_sk_{Hex(24)}",
        ["x_signature"] = $"whsec_{Hex(32)}",
    };

    /// <summary>The secret of <c>x_signature</c> from before its rotation, still active.</summary>
    public string OldSecret { get; } = $"whsec_{Hex(32)}";

    /// <summary>A source by its name: what receives.</summary>
    public DemoSource this[string name]
    {
        get
        {
            var descriptor = providers.Find(name == Unsigned ? "portone" : name)!;
            var secret = new Secret(0, Secrets[name]);
            return new DemoSource(name, descriptor.Create(ProviderArgument.Source(descriptor, name, secret, acceptUnsigned: true)), secret);
        }
    }

    /// <summary>The settings of the demo's server: as in real life, but with retries after seconds.</summary>
    public IConfiguration Settings()
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["PayHooks:Sources:x_signature:Secrets:1"] = OldSecret,
            [$"PayHooks:Sources:{Unsigned}:Provider"] = "portone",
        };
        foreach (var (source, secret) in Secrets)
        {
            settings[$"PayHooks:Sources:{source}:Secrets:0"] = secret;
        }

        foreach (var (kind, index) in providers.Find("portone")!.UnsignedKinds.Select((kind, index) => (kind, index)))
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"PayHooks:Sources:{Unsigned}:AcceptUnsigned:{index}")] = kind;
        }

        for (var retry = 0; retry < Attempts - 1; retry++)
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"PayHooks:Retry:Delays:{retry}")] = "00:00:01";
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}

/// <summary>A source as its provider sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Secret">Its secret.</param>
internal sealed record DemoSource(string Name, IWebhookProvider Provider, Secret Secret)
{
    /// <summary>A body, signed.</summary>
    public SignedBody Sign(byte[] body, DateTimeOffset now, Secret? otherSecret = null) => Provider.Sign(body, otherSecret ?? Secret, now);

    /// <summary>The id of the event that a body becomes here.</summary>
    public string IdOf(SignedBody signed) => EventIdentity.IdOf(Provider, Name, signed.Body);
}
