using PayHooks.Benchmarks.Load;

namespace PayHooks.Benchmarks.Systems;

/// <summary>The systems that are compared. All take the same POST to <c>/webhooks/chargily</c> and check the same HMAC.</summary>
internal static class AllSystems
{
    private const string SecretVariable = "WEBHOOK_SECRET";

    /// <summary>The one under development.</summary>
    public const string PayHooks = "payhooks";

    /// <summary>The same, from an earlier commit.</summary>
    public const string Before = "before";

    /// <summary>The least that durability costs.</summary>
    public const string Append = "append";

    /// <summary>Its data, in the folder of a run.</summary>
    public const string LedgerFolder = "payhooks-data";

    /// <summary>The upper bound on this machine.</summary>
    public const string CeilingName = "ceiling";

    /// <summary>Every system, in the order of the report.</summary>
    public static IReadOnlyList<SystemDefinition> List { get; } =
    [
        Serve(new DeliveryShape()),
        Serve(new DeliveryShape(), Before, PublishedTool.AssemblyBefore) with
        {
            Missing = () => File.Exists(PublishedTool.AssemblyBefore) ? null : "no earlier commit is named (--before)",
        },
        new(CeilingName, "Kestrel that reads the body and checks the HMAC; keeps nothing", place => Ceiling.Command(place, Secret), () =>
            null),
        new(Append, "the same, and the body is appended to a file, synced before the answer; never read again", place =>
            Ceiling.Command(place, Secret, "append.log"), () => null),
        new("express", "Express 5, HMAC, insert through better-sqlite3 (WAL, synchronous=FULL) before the answer", place =>
            Express(place, "sqlite"), MissingNode),
        new("express-memory", "the same Express, keeps deliveries in memory only", place => Express(place, "memory"), MissingNode),
        new("webhook", "Debian's webhook with an HMAC rule; starts /bin/true for each delivery, keeps nothing", Webhook, MissingWebhook),
    ];

    private static string Secret => DeliveryTemplate.Secret;

    /// <summary>The server with the sources that the deliveries are for. Default settings, the sample handler that ships, no
    /// forwarder.</summary>
    public static SystemDefinition Serve(DeliveryShape shape) => Serve(shape, PayHooks, PublishedTool.Assembly);

    private static SystemDefinition Serve(DeliveryShape shape, string name, string assembly) => new(
        name,
        "`payhooks serve`: durable before the answer (RocksDB, synced log), processed after it",
        place => new(
            "dotnet", assembly,
            "serve", "--urls", $"http://127.0.0.1:{place.Port}", "--data", LedgerFolder)
        { Environment = Settings(shape) },
        () => null)
    { Completes = true };

    private static Dictionary<string, string> Settings(DeliveryShape shape)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (var source in shape.SourceNames())
        {
            settings[$"PayHooks__Sources__{source}__Provider"] = DeliveryTemplate.Source;
            settings[$"PayHooks__Sources__{source}__Secrets__0"] = Secret;
        }

        return settings;
    }

    private static SystemCommand Express(SystemPlace place, string store) => new(
        "node", Path.Combine(Preparation.ExpressFolder, "server.js"), $"{place.Port}", store)
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [SecretVariable] = Secret, ["NODE_ENV"] = "production" },
    };

    private static SystemCommand Webhook(SystemPlace place)
    {
        var rules = Path.Combine(AppContext.BaseDirectory, "Peers", "webhook", "hooks.json");
        return new(
            "webhook", "-ip", "127.0.0.1", "-port", $"{place.Port}", "-template", "-hooks", rules, "-urlprefix", DeliveryTemplate.Prefix)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [SecretVariable] = Secret },
        };
    }

    private static string? MissingNode() =>
        Directory.Exists(Path.Combine(Preparation.ExpressFolder, "node_modules", "better-sqlite3", "build"))
        ? null
        : "Express is not installed";

    private static string? MissingWebhook() => File.Exists("/usr/bin/webhook") ? null : "webhook is not installed";
}
