using PayHooks.Benchmarks.Load;

namespace PayHooks.Benchmarks.Systems;

/// <summary>The systems that are compared. All take the same POST to <c>/webhooks/chargily</c> and check the same HMAC.</summary>
internal static class AllSystems
{
    private const string SecretVariable = "WEBHOOK_SECRET";

    /// <summary>The one under development.</summary>
    public const string PayHooks = "payhooks";

    /// <summary>The upper bound on this machine.</summary>
    public const string CeilingName = "ceiling";

    /// <summary>Every system, in the order of the report.</summary>
    public static IReadOnlyList<SystemDefinition> List { get; } =
    [
        new(PayHooks, "`payhooks serve`: durable before the answer (SQLite, synchronous=FULL), processed after it", Serve, () => null) { Completes = true },
        new(CeilingName, "Kestrel that reads the body and checks the HMAC; keeps nothing", place => Ceiling.Command(place, Secret), () => null),
        new("express", "Express 5, HMAC, insert through better-sqlite3 (WAL, synchronous=FULL) before the answer", place => Express(place, "sqlite"), MissingNode),
        new("express-memory", "the same Express, keeps deliveries in memory only", place => Express(place, "memory"), MissingNode),
        new("webhook", "Debian's webhook with an HMAC rule; starts /bin/true for each delivery, keeps nothing", Webhook, MissingWebhook),
    ];

    private static string Secret => DeliveryTemplate.Secret;

    // No handler of its own but the sample that ships (it logs), no forwarder, default settings.
    private static SystemCommand Serve(SystemPlace place) => new(
        "dotnet", Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll"),
        "serve", "--urls", $"http://127.0.0.1:{place.Port}", "--data", "payhooks.db")
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [$"PayHooks__Sources__{DeliveryTemplate.Source}__Secrets__0"] = Secret },
    };

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

    private static string? MissingNode() => Directory.Exists(Path.Combine(Preparation.ExpressFolder, "node_modules", "better-sqlite3", "build"))
        ? null
        : "Express is not installed";

    private static string? MissingWebhook() => File.Exists("/usr/bin/webhook") ? null : "webhook is not installed";
}
