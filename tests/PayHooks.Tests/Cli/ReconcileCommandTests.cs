using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Cli;

public sealed class ReconcileCommandTests
{
    [Fact]
    public async Task A_report_is_read_within_80_columns()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Lose("pay_01hj5n7cqpaf0mt2d0xx85tgz8");

        var dry = await RunAsync(host, "--since", "24h", "--dry-run", "--utc");
        var run = await RunAsync(host, "--since", "24h");

        Assert.Equal((0, ""), (dry.ExitCode, dry.Error));
        Assert.Matches("^test: [0-9-]+ [0-9:]+ to [0-9-]+ [0-9:]+ UTC \\(dry run\\)$", dry.Lines[0]);
        Assert.Matches("(?m)^missed +1  no webhook arrived$", dry.Output);
        Assert.Matches("(?m)^checked +1  in 1 request$", run.Output);
        Assert.Matches("(?m)^missed +1  no webhook arrived; enqueued$", run.Output);
        Assert.Matches("(?m)^missed  payment pay_01hj5n7cqpaf0mt2d0xx85tgz8  payment.succeeded$", run.Output);
        Assert.Matches("(?m)^    evt_[a-z2-7]{26}$", run.Output);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task The_report_as_JSON_is_what_the_API_has()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Lose("p1");
        host.Lose("p2");

        var one = await RunAsync(host, "--payment", "p2", "--json");
        var all = await RunAsync(host, "--since", "24h", "--until", "1h", "--json");

        Assert.Equal(("p2", 1), ((string?)one.Json["payment"], (int)one.Json["checked"]!));
        Assert.Equal(2, (int)all.Json["checked"]!);
        Assert.Equal(0, (int)all.Json["failed"]!);
    }

    [Fact]
    public async Task A_run_that_did_not_finish_fails_and_says_why()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Api.FailWith(new ProviderApiException(ApiFailure.Refused, "The provider does not accept the key. Set Api__Key."));

        var run = await RunAsync(host, "--since", "24h");

        Assert.Equal((1, "payhooks: The provider does not accept the key. Set Api__Key."), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task A_source_that_cannot_be_reconciled_fails_and_says_why()
    {
        await using var host = await ReconcileHost.StartAsync();

        var unknown = await ToolRun.Of("reconcile", "nobody", "--server", host.Url);
        var plain = await ToolRun.Of("reconcile", "plain", "--server", host.Url);
        var both = await RunAsync(host, "--payment", "p1", "--since", "1h");

        Assert.Equal((1, "payhooks: No source is named 'nobody'."), (unknown.ExitCode, unknown.Error.Trim()));
        Assert.Equal(1, plain.ExitCode);
        Assert.Contains("has no key for the provider's API", plain.Error, StringComparison.Ordinal);
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("--payment looks up a single payment", both.Error, StringComparison.Ordinal);
    }

    private static Task<ToolRun> RunAsync(ReconcileHost host, params string[] args) =>
        ToolRun.Of(["reconcile", "test", .. args, "--server", host.Url]);
}
