using System.Reflection;
using System.Text.Json.Nodes;
using PayHooks.Diagnostics;
using PayHooks.Processing;
using PayHooks.Receiving;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Deployment;

/// <summary>An alert asks for metrics by name and leads to a section of the runbook: neither may be missing.</summary>
public sealed class AlertTests
{
    private static readonly string Runbook = Repository.Read("RUNBOOK.md");
    private static readonly string[] Charts =
        [.. Repository.Read("infra/modules/workbook.bicep").Find("query: '''(?<it>[\\s\\S]+?)'''")];
    private static readonly HashSet<string> Metrics = [.. typeof(Telemetry).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => property.GetValue(null)).OfType<System.Diagnostics.Metrics.Instrument>().Select(instrument => instrument.Name)];

    [BicepFact]
    public void Every_alert_has_a_section_of_the_runbook_that_says_its_severity_and_no_section_lacks_its_alert()
    {
        var alerts = Alerts().ToArray();
        Assert.Equal(19, alerts.Length);
        Assert.Equal(alerts.Select(NameOf).Order(StringComparer.Ordinal),
            Runbook.Find(@"^### (?<it>[a-z-]+)\r?$").Order(StringComparer.Ordinal));
        foreach (var alert in alerts)
        {
            Assert.EndsWith($"RUNBOOK.md#{NameOf(alert)}", (string)alert["properties"]!["description"]!, StringComparison.Ordinal);
            Assert.Contains($"### {NameOf(alert)}\nSeverity {(int)alert["properties"]!["severity"]!}. ", Runbook.ReplaceLineEndings("\n"),
                StringComparison.Ordinal);
        }
    }

    [BicepFact]
    public void Every_alert_writes_to_somebody_and_ends_by_itself() => Assert.All(Alerts(), alert =>
    {
        var properties = alert["properties"]!;
        Assert.True((bool)properties["enabled"]! && (bool)properties["autoMitigate"]!);
        Assert.Contains("/actionGroups/payhooks-prod", properties["actions"]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    });

    [BicepFact]
    public void Queries_ask_for_metrics_tags_and_values_that_the_code_emits()
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src/PayHooks"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        string[] types = [.. EventTypes.Known, .. EventTypes.Known.Select(type => type.Split('.')[0]), "."];
        var known = Snakes<ReceiveOutcome>().Concat(Snakes<RejectionReason>()).Concat(Snakes<ApiFailure>())
            .Concat(Snakes<ProcessOutcome>()).Concat(types).ToHashSet();
        var queries = Alerts().Select(alert => (string?)alert["properties"]!["criteria"]!["allOf"]?[0]!["query"]).OfType<string>()
            .ToArray();
        Assert.Equal(16, queries.Length);
        var asked = (Runbook + Repository.Read("docs/rotate-secrets.md")).Find(@"kql ""(?<it>[^""]+)""");
        foreach (var query in queries.Concat(Charts).Concat(asked))
        {
            Assert.All(query.Find("'(?<it>[^']+)'"), word => Assert.True(
                word.StartsWith("payhooks.", StringComparison.Ordinal) ? Metrics.Contains(word) : known.Contains(word) || code.Contains($"\"{word}\"", StringComparison.Ordinal) || word == "poison",
                $"'{word}' is emitted by nothing: {query}"));
            Assert.All(query.Find(@"Properties\.(?<it>\w+)"), tag => Assert.Contains($$"""{ "{{tag}}", """, code, StringComparison.Ordinal));
        }
    }

    [BicepFact]
    public void The_workbook_has_a_chart_for_each_query_and_all_of_them_look_at_the_chosen_time()
    {
        var workbook = Assert.Single(PlannedDeployment.Dev.Of("Microsoft.Insights/workbooks"));
        var content = workbook["properties"]!["serializedData"]!.ToString();

        Assert.Equal(12, Charts.Length);
        Assert.All(Charts, query => Assert.Contains(query.Find("'(?<it>payhooks[^']+)'")[0], content, StringComparison.Ordinal));
        Assert.Equal(Charts.Length, content.Find("timeContextFromParameter").Length);
    }

    [BicepFact]
    public void Alerts_are_posted_where_the_parameters_say_and_a_protected_address_gets_a_token()
    {
        Assert.Empty(Webhooks(PlannedDeployment.Dev));
        var webhooks = Webhooks(PlannedDeployment.Full);
        Assert.Equal(["https://pager.example/alerts", "https://own.example/alerts"], webhooks.Select(one => (string?)one["serviceUri"]));
        Assert.Null(webhooks[0]["useAadAuth"]);
        Assert.True((bool)webhooks[1]["useAadAuth"]!);
        Assert.Equal("api://own", (string?)webhooks[1]["identifierUri"]);
    }

    [BicepFact]
    public void Health_is_asked_for_from_outside_where_the_parameters_say_and_gets_through_the_ranges()
    {
        Assert.Empty(PlannedDeployment.Dev.Of("Microsoft.Insights/webtests"));
        var test = Assert.Single(PlannedDeployment.Full.Of("Microsoft.Insights/webtests"));
        Assert.Contains("/health", (string?)test["properties"]!["Request"]!["RequestUrl"], StringComparison.Ordinal);

        var ways = PlannedDeployment.Full.App["properties"]!["siteConfig"]!["ipSecurityRestrictions"]!.AsArray();
        Assert.Equal(["192.0.2.0/24", "ApplicationInsightsAvailability"], ways.Select(one => (string?)one!["ipAddress"]));
        Assert.Equal("ServiceTag", (string?)ways[1]!["tag"]);
        Assert.Empty(PlannedDeployment.Prod.App["properties"]!["siteConfig"]!["ipSecurityRestrictions"]!.AsArray());
    }

    // A query that is evaluated every five minutes costs three times as much as one every fifteen.
    [BicepFact]
    public void The_runbooks_costs_count_the_alerts_that_are_deployed()
    {
        var rules = Alerts().Where(alert => (string?)alert["type"] == "Microsoft.Insights/scheduledQueryRules")
            .ToLookup(alert => (string?)alert["properties"]!["evaluationFrequency"] == "PT5M");
        Assert.Contains($"| alerts | {rules[true].Count()} × $1.50 + {rules[false].Count()} × $0.50 + ", Runbook, StringComparison.Ordinal);
    }

    [BicepFact]
    public void Instances_are_replaced_as_the_parameters_say()
    {
        Assert.Equal(("Recreate", "RollingUpdate"), (StrategyOf(PlannedDeployment.Dev), StrategyOf(PlannedDeployment.Full)));

        static string? StrategyOf(PlannedDeployment plan) =>
            (string?)plan.App["properties"]!["functionAppConfig"]!["siteUpdateStrategy"]!["type"];
    }

    [BicepFact]
    public void A_window_holds_what_its_query_looks_at()
    {
        foreach (var alert in Alerts().Where(alert => (string?)alert["type"] == "Microsoft.Insights/scheduledQueryRules"))
        {
            var window = System.Xml.XmlConvert.ToTimeSpan((string)alert["properties"]!["windowSize"]!);
            Assert.True(window >= System.Xml.XmlConvert.ToTimeSpan((string)alert["properties"]!["evaluationFrequency"]!));
            foreach (var ago in ((string)alert["properties"]!["criteria"]!["allOf"]![0]!["query"]!).Find(@"ago\((?<it>\d+[mhd])\)"))
            {
                var looked = int.Parse(ago[..^1], System.Globalization.CultureInfo.InvariantCulture)
                    * (ago[^1] switch { 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) });
                Assert.True(looked < window, $"{NameOf(alert)} looks {looked} back in {window}.");
            }
        }
    }

    private static IEnumerable<JsonNode> Alerts() =>
        PlannedDeployment.Prod.Resources.Where(one => (string?)one["type"] is "Microsoft.Insights/scheduledQueryRules" or "Microsoft.Insights/metricAlerts");

    private static JsonNode[] Webhooks(PlannedDeployment plan) =>
        [.. Assert.Single(plan.Of("Microsoft.Insights/actionGroups"))["properties"]!["webhookReceivers"]!.AsArray().Select(one => one!)];

    private static string NameOf(JsonNode alert) => ((string)alert["name"]!)["payhooks-prod-".Length..];

    private static IEnumerable<string> Snakes<T>() where T : struct, Enum => Enum.GetValues<T>().Select(SnakeCase.Of);
}
