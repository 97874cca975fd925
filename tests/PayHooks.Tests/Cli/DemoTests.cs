using PayHooks.Verification;

namespace PayHooks.Tests.Cli;

public class DemoTests
{
    [Fact]
    public async Task The_demo_keeps_every_promise_and_says_so()
    {
        var run = await ToolRun.Of("demo", "--exit");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.DoesNotContain("BROKEN", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^chargily, one digit altered +401 +no event .*kept$", run.Output);
        Assert.Matches("(?m)^chargily, over 1 MiB +413 +no event .*kept$", run.Output);
        Assert.Matches("(?m)^x-signature, receipt fails +200 +payment.succeeded +1x +book 1, receipt 4 \\(3 failed\\) +kept$", run.Output);
        Assert.Matches("(?m)^restart, the first once more +200 +payment.succeeded +6x +book 1, receipt 1 +kept$", run.Output);
        Assert.Contains("Everything was as promised.", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Assert.All(run.Output, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public async Task The_demo_of_all_providers_keeps_every_promise()
    {
        var run = await ToolRun.Of("demo", "--exit", "--all");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches("(?m)^stripe, repeated +200 x2 +payment.succeeded +2x +book 1, receipt 1 +kept$", run.Output);
        Assert.Matches("(?m)^adyen, forged +401 +no event .*kept$", run.Output);
        Assert.All(
            new ProviderRegistry().All.Select(provider => provider.Name).Where(name => name != "custom"),
            name => Assert.Contains($"\n{name}", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal));
    }
}
