using System.Reflection;
using System.Text.Json.Nodes;
using PayHooks.AspNetCore;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Deployment;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Documents;

/// <summary>What the documents tell people to type and to open has to exist.</summary>
public sealed class DocumentTests
{
    private const string CommandPage = "docs/cli.md";
    private const string RequestFile = "docs/requests.http";

    [Fact]
    public void The_README_is_read_in_one_sitting() =>
        Assert.InRange(Repository.Read("README.md").Split('\n').Length, 100, 200);

    [Fact]
    public void Every_topic_has_its_page_and_the_README_leads_to_it()
    {
        string[] pages =
        [
            "concepts", "handlers", "testing", "providers", "custom-providers", "azure", "deploy", "configuration", "cli", "http-api",
                "rotate-secrets",
            "reliability", "performance", "scale", "troubleshooting", "payments", "provider-in-code", "reconciliation",
        ];
        var readme = Markdown.Read("README.md");
        Assert.All(pages, page => Assert.Contains($"(docs/{page}.md", readme, StringComparison.Ordinal));
        Assert.All(Markdown.Files.Where(file => file.StartsWith("docs/", StringComparison.Ordinal)), page =>
            Assert.Contains($"({page}", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_README_names_every_provider()
    {
        var readme = Markdown.Read("README.md");
        Assert.All(new ProviderRegistry().All, provider => Assert.Contains($"`{provider.Name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Commands_name_files_that_exist()
    {
        // A template's page counts from the template's own folder.
        var paths = Markdown.Files
            .SelectMany(file => Markdown.Blocks(file, "sh|bash")
                .SelectMany(block => block.Find(@"(?<![\w/.-])(infra|src|tests|samples|templates)/[\w./-]*\w"))
                .Select(path => file.StartsWith("templates/", StringComparison.Ordinal) ? $"{Path.GetDirectoryName(file)}/{path}" : path))
            .Distinct().ToArray();
        Assert.Contains("infra/dev.bicepparam", paths);
        Assert.Contains("src/PayHooks.Cli", paths);
        Assert.All(paths, path =>
            Assert.True(Repository.Has(path) || path.Contains("node_modules", StringComparison.Ordinal), $"{path} is not there."));
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        Assert.Contains("docs/handlers.md", Markdown.Files);
        Assert.Empty(Markdown.Files.SelectMany(file => Markdown.Read(file).Find(@"\]\((?!https?:|mailto:)(?<it>[^)\s]+)\)")
            .Where(link => !Leads(file, link)).Select(link => $"{file}: {link} is not there.")));
    }

    [Fact]
    public async Task Commands_and_options_of_the_tool_exist()
    {
        var calls = Markdown.Files.SelectMany(Calls).Distinct().ToArray();
        Assert.True(calls.Length > 40, $"Only {calls.Length} commands were found.");
        foreach (var call in calls)
        {
            var name = call.Split(' ')[0];
            var help = await ToolRun.Of(name, "--help");
            Assert.True(help.ExitCode == 0, $"payhooks {call}: no such command.");
            Assert.All(call.Find(@"(?<=[\s\[])--[a-z][a-z-]*"), option => Assert.True(
                help.Output.Find($@"{option}\b").Length > 0, $"payhooks {call}: no option {option}."));
        }
    }

    [Fact]
    public async Task Every_command_is_on_its_page_and_no_option_there_is_unknown()
    {
        var commands = (await ToolRun.Of("--help")).Output.Split("Usage:")[1].Find(@"^  (?<it>[a-z]+)( [<\[]|  )");
        Assert.Contains("payment", commands);
        Assert.All(commands, command =>
            Assert.Contains(Markdown.Spans(CommandPage), span => span.StartsWith($"payhooks {command}", StringComparison.Ordinal)));

        var help = string.Concat(await Task.WhenAll(commands.Select(async command => (await ToolRun.Of(command, "--help")).Output)));
        var options = Markdown.Spans(CommandPage).Where(span => span.StartsWith("--", StringComparison.Ordinal))
            .Select(span => span.Split(' ')[0]);
        Assert.All(options, option => Assert.Contains($"{option} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void Routes_of_the_page_and_of_the_request_file_exist()
    {
        var routes = ApiOperations.All.Append(ApiOperations.BackUpStore).Select(one => $"/{one.Route}").ToArray();
        var page = Markdown.Spans("docs/http-api.md").SelectMany(span => span.Find(@"^(GET|POST|DELETE) (?<it>/api/[\w/{}]+)")).ToArray();
        Assert.Empty(page.Except(routes));
        Assert.Empty(routes.Except(page));

        var requests = Repository.Read(RequestFile).Find(@"^(GET|POST|DELETE) \{\{server\}\}(?<it>/api/[\w/{}]+)")
            .Select(path => path.Replace("{{event}}", "{id}", StringComparison.Ordinal));
        Assert.Empty(requests.Except(routes));
    }

    // A provider that calls another path gets 404, and nothing here sees the delivery.
    [Fact]
    public async Task Webhook_URLs_have_the_path_at_which_both_hosts_receive()
    {
        Assert.Equal("", (string?)JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["http"]!["routePrefix"]);
        var texts = Markdown.Files.Select(Markdown.Read).Append((await ToolRun.Of("register", "--help")).Output);
        var paths = texts.SelectMany(text => text.Find(@"https?://[^\s/`]+(?<it>/(?:\w+/)*)webhooks/(?:SOURCE|stripe|chargily)\b")).ToArray();

        Assert.True(paths.Length > 5, $"Only {paths.Length} URLs were found.");
        Assert.All(paths, path => Assert.Equal("/", path));
    }

    [Fact]
    public void The_page_names_the_query_parameters_of_each_operation()
    {
        var page = Markdown.Spans("docs/http-api.md").ToLookup(span => span.Split('?')[0], span => span.Split('?').ElementAtOrDefault(1));
        Assert.All(ApiOperations.All, one => Assert.Equal(
            one.Query.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            page[$"{one.Methods[0]} /{one.Route}"].OfType<string>().SelectMany(query => query.Split('&'))
                .Select(parameter => parameter.TrimEnd('=')).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_delivery_of_the_request_file_is_genuine()
    {
        var text = Repository.Read(RequestFile).ReplaceLineEndings("\n");
        var (secret, signature, body) = (
            text.Find(@"Chargily__Secrets__0=(?<it>\S+)|chargily__Secrets__0=(?<it>\S+)")[0], text.Find("^signature: (?<it>.+)$")[0],
                text.Find(@"^\{""id"".+$")[0]);

        Assert.True(WebhookVerifier.Create("chargily", secret).Verify(
            System.Text.Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["signature"] = signature }).IsGenuine);
    }

    [Fact]
    public void Every_reason_of_a_rejection_is_explained()
    {
        var spans = Markdown.Spans("docs/troubleshooting.md");
        Assert.All(
            Enum.GetValues<RejectionReason>().Where(reason => reason != RejectionReason.None),
            reason => Assert.Contains(SnakeCase.Of(reason), spans));
    }

    [Fact]
    public void Statuses_outcomes_and_types_are_explained()
    {
        var spans = Markdown.Spans("docs/concepts.md");
        Assert.All(
            [.. Enum.GetValues<EventStatus>().Select(EventStatusText.Of), .. Enum.GetValues<EventOutcome>().Select(EventOutcomeText.Of),
                .. EventTypes.Known],
            word => Assert.Contains(word, spans));
    }

    [Fact]
    public void Metrics_that_are_named_are_measured()
    {
        var measured = typeof(Telemetry).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => property.GetValue(null))
            .OfType<System.Diagnostics.Metrics.Instrument>().Select(instrument => instrument.Name).ToHashSet();
        var named = Markdown.Files.SelectMany(Markdown.Spans).Where(span => span.Find(@"^payhooks\.[a-z_.]+$").Length > 0)
            .Except(["payhooks.backup", "payhooks.json", "payhooks.service"]).Distinct().ToArray();
        Assert.Contains("payhooks.ack.duration", named);
        Assert.Empty(named.Except(measured));
    }

    [Fact]
    public void Tests_that_are_named_exist()
    {
        var names = new[] { "SECURITY.md", "ARCHITECTURE.md", "docs/reliability.md", "docs/scale.md" }.SelectMany(Markdown.Spans)
            .Where(span => span.Find(@"^\w+(Tests|Contract)$").Length > 0).ToArray();
        Assert.Contains("OverloadTests", names);
        Assert.All(names, name => Assert.True(Repository.Files($"{name}.cs").Any(), $"There is no {name}."));
    }

    [Fact]
    public void The_description_that_is_shown_is_the_file_that_is_named() =>
        Assert.Contains(
            $"```json\n{Repository.Read("docs/scheme.example.json").ReplaceLineEndings("\n").TrimEnd()}\n```",
                Markdown.Read("docs/custom-providers.md"), StringComparison.Ordinal);

    [Fact]
    public void Every_setting_of_the_host_and_of_the_sample_is_explained()
    {
        var page = Markdown.Read("docs/azure.md");
        var host = Leaves(JsonNode.Parse(Repository.Read("host.json"))!).ToArray();
        var sample = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!.AsObject().Select(value => value.Key)
            .Where(name => !name.StartsWith("PayHooks__Sources__", StringComparison.Ordinal));
        Assert.All(host.Concat(sample), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [BicepFact]
    public void Every_setting_of_the_deployed_app_is_explained()
    {
        var page = Markdown.Read("docs/azure.md");
        var names = PlannedDeployment.Full.Settings.Keys.Where(name => !name.StartsWith("PayHooks__", StringComparison.Ordinal));
        Assert.All(names, name => Assert.True(
            page.Contains($"`{name}`", StringComparison.Ordinal)
                || page.Contains($"`{name[..Math.Max(0, name.IndexOf("__", StringComparison.Ordinal))]}__…`", StringComparison.Ordinal),
            $"{name} is not explained."));
    }

    private static bool Leads(string document, string link)
    {
        var (path, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, "");
        var target = path.Length == 0 ? document : Path.GetRelativePath(
            Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, path)).Replace('\\', '/');
        return Repository.Has(target) && (anchor.Length == 0 || Markdown.Anchors(target).Contains(anchor));
    }

    // In blocks, behind xargs too, and in sentences; the README calls the project.
    private static IEnumerable<string> Calls(string file) => Markdown.Blocks(file, "sh|bash")
        .SelectMany(block => block.Find(@"((^|[|(] *|xargs )payhooks|PayHooks\.Cli --) (?<it>[a-z][^|\n#)]*)"))
        .Concat(Markdown.Spans(file).SelectMany(span => span.Find(@"^payhooks (?<it>[a-z]+( [\s\S]*)?)$")));

    // Levels of the log are explained as one.
    private static IEnumerable<string> Leaves(JsonNode node) => node.AsObject().SelectMany(child =>
        child is { Key: not "logLevel", Value: JsonObject inner } ? Leaves(inner) : [child.Key]);
}
