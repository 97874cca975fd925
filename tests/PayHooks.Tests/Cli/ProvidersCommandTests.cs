using System.Text.Json.Nodes;
using PayHooks.Cli.Commands;
using PayHooks.Verification;

namespace PayHooks.Tests.Cli;

public sealed class ProvidersCommandTests
{
    [Fact]
    public async Task Every_provider_is_listed_with_its_secret_and_verification()
    {
        var shown = await ToolRun.Of(ProvidersCommand.Create(), ["providers"]);
        var json = await ToolRun.Of(ProvidersCommand.Create(), ["providers", "--json"]);

        Assert.Equal((0, 0), (shown.ExitCode, json.ExitCode));
        Assert.Matches("(?m)^xanpay +credentials +yes +user:password", shown.Output);
        Assert.Matches("(?m)^portone +none to signature +yes ", shown.Output);
        var all = JsonNode.Parse(json.Output)!.AsArray();
        Assert.Equal(new ProviderRegistry().All.Select(one => one.Name), all.Select(one => (string?)one!["name"]));
        Assert.All(all.Where(one => (string?)one!["name"] is not ("custom" or "standard-webhooks" or "x-signature")), one =>
            Assert.NotEmpty(one!["types"]!.AsArray()));
    }

    [Fact]
    public async Task One_provider_is_shown_with_the_types_that_it_reports()
    {
        var run = await ToolRun.Of(ProvidersCommand.Create(), ["providers", "stripe"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("payment.succeeded", run.Output, StringComparison.Ordinal);
        Assert.Contains("restricted key", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_provider_is_an_error_with_the_nearest_name()
    {
        var run = await ToolRun.Of("providers", "strip");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Did you mean stripe?", run.Error, StringComparison.Ordinal);
    }
}
