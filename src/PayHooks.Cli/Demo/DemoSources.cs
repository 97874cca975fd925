using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Demo;

/// <summary>The demo's sources, with secrets generated for the demo.</summary>
internal sealed class DemoSources
{
    /// <summary>The source that accepts unsigned PortOne notifications.</summary>
    public const string Unsigned = "portone_unsigned";

    /// <summary>The maximum number of attempts per event.</summary>
    public const int Attempts = 4;

    // The providers whose notifications make up the payment stories.
    private static readonly string[] InStories = ["square", "stripe"];

    private static readonly Dictionary<string, string> Extra = new(StringComparer.Ordinal)
    {
        // The URL that Square signs with the body; the demo server's own URL is not known yet.
        ["square:Scheme:Url"] = "https://shop.example.com/webhooks/square",

        // The demo signs everything before it sends the first delivery.
        ["paddle:Scheme:Timestamp:Tolerance"] = "00:05:00",
    };

    private readonly ProviderRegistry providers = new();
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal)
    {
        ["portone"] = Hex(64),
        [Unsigned] = Hex(64),
        ["xanpay"] = $"demo:{Hex(24)}",
        ["chargily"] = $"test_sk_{Hex(24)}",
        ["x_signature"] = $"whsec_{Hex(32)}",
    };

    private readonly Lazy<SourceCatalog> catalog;

    /// <summary>Creates the sources.</summary>
    /// <param name="all">Whether to include every provider that has samples, or only those of the main demo.</param>
    public DemoSources(bool all = false)
    {
        var told = providers.All.Where(provider => SampleCatalog.Events(provider.Name).Count > 0).ToArray();
        Others = all ? [.. told.Where(provider => !secrets.ContainsKey(DefaultSource.NameOf(provider))).Select(provider => provider.Name)]
            : [];
        Providers = [.. told.Select(provider => provider.Name).Where(name => all || secrets.ContainsKey(name.Replace('-', '_')))];
        foreach (var provider in Others.Union(InStories).Select(name => providers.Find(name)!))
        {
            // Sixty-four hexadecimal digits are valid as text, hexadecimal and base64.
            secrets[DefaultSource.NameOf(provider)] = provider.SecretForm == "user:password" ? $"demo:{Hex(24)}" : Hex(64);
        }

        catalog = new Lazy<SourceCatalog>(() => new SourceCatalog(SettingsReader.Read(Settings(), providers), providers));
    }

    /// <summary>The secrets by source.</summary>
    public IReadOnlyDictionary<string, string> Secrets => secrets;

    /// <summary>The providers that have a source.</summary>
    public IReadOnlyList<string> Providers { get; }

    /// <summary>The providers that are included only because all are.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>The previous secret of <c>x_signature</c>, still active after its rotation.</summary>
    public string OldSecret { get; } = $"whsec_{Hex(32)}";

    /// <summary>Returns a source by its name, as configured in the server.</summary>
    public DemoSource this[string name] => catalog.Value.Find(name) is { Provider: { } provider } source
        ? new DemoSource(name, provider, source.Settings.Secrets[0])
        : throw new InvalidOperationException($"The demo has no source '{name}'.");

    /// <summary>Returns the settings of the demo's server: the defaults, but with retries after seconds.</summary>
    public IConfiguration Settings()
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["PayHooks:Sources:x_signature:Secrets:1"] = OldSecret,
            [$"PayHooks:Sources:{Unsigned}:Provider"] = "portone",
        };
        foreach (var (source, secret) in secrets)
        {
            settings[$"PayHooks:Sources:{source}:Secrets:0"] = secret;
        }

        foreach (var (name, value) in Extra.Where(one => secrets.ContainsKey(one.Key.Split(':')[0])))
        {
            settings[$"PayHooks:Sources:{name}"] = value;
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
    /// <summary>Signs a body.</summary>
    public SignedBody Sign(byte[] body, DateTimeOffset now, Secret? otherSecret = null) => Provider.Sign(body, otherSecret ?? Secret, now);

    /// <summary>Returns the id of the event that a signed body produces; for a batch, the first.</summary>
    public string IdOf(SignedBody signed) => EventIdentity.IdsOf(Provider, Name, signed).First();
}
