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
        Assert.Matches("(?m)^chargily, altered +401 +no event .*kept$", run.Output);
        Assert.Matches("(?m)^chargily, too long +413 +no event .*kept$", run.Output);
        Assert.Matches("(?m)^x-signature, fails +200 +payment.succeeded +1x +book 1, receipt 4 +kept$", run.Output);
        Assert.Matches("(?m)^after a restart +200 +payment.succeeded +6x +book 1, receipt 1 +kept$", run.Output);
        Assert.Contains("Everything was as promised.", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.All(run.Output, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public async Task The_demo_tells_what_becomes_of_a_payment_and_what_the_handlers_saw()
    {
        var run = await ToolRun.Of("demo", "--exit");
        var told = run.Output.ReplaceLineEndings("\n");

        Assert.Matches(
            "Square reports its fee: kept\n"
            + "  payment.updated COMPLETED +changed +book, receipt +succeeded, 49.90 USD\n"
            + "  payment.updated COMPLETED +unchanged +-\n",
            told);
        Assert.Matches(
            "A pending notice comes late: kept\n"
            + "  payment_intent.succeeded +changed +book, receipt +succeeded, 49.90 USD\n"
            + "  payment_intent.processing +stale +-\n",
            told);
        Assert.Matches(
            "A refund: kept\n(.*\n)"
            + "  refund.updated COMPLETED +changed +book, ask +succeeded, 10.00 back\n"
            + "  payment.updated COMPLETED +unchanged +-\n",
            told);
        Assert.Matches(
            "declined, the next one is not: kept\n"
            + "  payment_intent.payment_failed +changed +book +failed, 49.90 USD\n"
            + "  payment_intent.succeeded +changed +book, receipt",
            told);
        Assert.Matches("An order is paid twice: kept\n(.*\n){3}  Alarm paid_twice: Another payment for the same merchant reference", told);
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
