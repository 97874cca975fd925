namespace PayHooks.Cli.Help;

/// <summary>Examples of each command, for its help.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        ["serve"] =
        [
            "serve", "serve --config payhooks.json --forward http://localhost:3000/events",
            "serve --config payhooks.json --data /var/lib/payhooks/data --proxy 127.0.0.1",
        ],
        ["init"] = ["init", "init stripe --source shop", "init stripe --force"],
        ["demo"] = ["demo", "demo --exit"],
        ["send"] =
        [
            "send chargily checkout.paid --secret -", "send stripe --list", "send stripe payment_intent.succeeded --count 100",
            "send --fixture paid.json --secret -",
        ],
        ["save"] = ["save evt_y3ag6cqllixukhrkpjvnxk5muy --mask --out paid.json"],
        ["sign"] = ["sign stripe --body body.json --secret -"],
        ["verify"] = ["verify stripe --body body.json --header \"Stripe-Signature: t=1,v1=2\" --secret -"],
        ["providers"] = ["providers", "providers stripe"],
        ["events"] = ["events", "events --status dead,retrying --since 24h", "events --search order-1042"],
        ["show"] = ["show evt_y3ag6cqllixukhrkpjvnxk5muy", "show evt_y3ag6cql --utc"],
        ["payment"] = ["payment order-1042", "payment pi_3PExample --source stripe"],
        ["failures"] = ["failures", "failures 3f2a91c07b5e4d18 --note \"Warehouse is down\" --acknowledge"],
        ["rejected"] = ["rejected", "rejected --source stripe"],
        ["sources"] = ["sources"],
        ["stats"] = ["stats", "stats --json"],
        ["tail"] = ["tail", "tail --source stripe --status dead", "tail --json"],
        ["listen"] =
        [
            "listen --forward http://localhost:3000/payments", "listen --forward http://localhost:3000 --source stripe --since 1h",
        ],
        ["capture"] = ["capture stripe --for 10m", "capture"],
        ["mcp"] = ["mcp", "mcp --server https://app.example --allow-changes"],
        ["audit"] = ["audit --limit 20"],
        ["doctor"] = ["doctor", "doctor --config payhooks.json", "doctor --server https://app.example --key -"],
        ["health"] = ["health", "health --server https://app.example"],
        ["replay"] =
        [
            "replay evt_y3ag6cqllixukhrkpjvnxk5muy", "replay --status dead --source stripe --since 24h --dry-run",
            "replay --group 3f2a91c07b5e4d18 --reason \"Fixed\"",
        ],
        ["pause"] = ["pause --source stripe --reason \"Maintenance\" --until 2h", "pause"],
        ["resume"] = ["resume --source stripe"],
        ["erase"] = ["erase evt_y3ag6cqllixukhrkpjvnxk5muy", "erase --payment pi_3PExample"],
        ["reconcile"] = ["reconcile stripe --since 24h --dry-run", "reconcile stripe --payment pi_3PExample"],
        ["endpoints"] = ["endpoints stripe"],
        ["register"] = ["register stripe --url https://app.example/webhooks/stripe --dry-run"],
        ["check"] = ["check", "check backup.payhooks"],
        ["backup"] = ["backup backup.payhooks"],
        ["restore"] = ["restore backup.payhooks --data payhooks-data"],
        ["completion"] = ["completion bash", "completion pwsh"],
    };

    /// <summary>The examples of a command, without the name of the tool.</summary>
    public static IReadOnlyList<string> Of(string command) => All.GetValueOrDefault(command, []);
}
