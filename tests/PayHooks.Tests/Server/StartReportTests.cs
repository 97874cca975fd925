using PayHooks.Cli.Server;
using PayHooks.Configuration;

namespace PayHooks.Tests.Server;

public sealed class StartReportTests(ServerWithoutKey fixture) : IClassFixture<ServerWithoutKey>
{
    [Theory]
    [InlineData("http://orders.example.com/hook", true)]
    [InlineData("https://orders.example.com/hook", false)]
    [InlineData("http://localhost:5000/hook", false)]
    public void Warns_of_a_forwarder_that_can_be_read_on_the_way(string url, bool warns)
    {
        var said = Say(new PayHooksOptions { Forwards = [new(new Uri(url), null, VerificationLevel.Credentials)] });
        Assert.Contains($"forwarding to: {url}", said, StringComparison.Ordinal);
        Assert.Equal(warns, said.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Keeps_the_secrets_of_a_forward_target_to_itself()
    {
        var said = Say(
            new PayHooksOptions
            {
                Forwards = [new(new Uri("https://user:pass-1@example.com/hook?token=pass-2"), null, VerificationLevel.Credentials)],
            });
        Assert.Contains("forwarding to: https://example.com/hook", said, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_who_may_use_the_operations_API()
    {
        Assert.Contains("open to this machine only", Say(new PayHooksOptions()), StringComparison.Ordinal);
        var said = Say(new PayHooksOptions { AdminKey = "the-admin-key" });
        Assert.Contains("asks for the key", said, StringComparison.Ordinal);
        Assert.DoesNotContain("the-admin-key", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_secret_was_copied_badly()
    {
        var said = Say(
            new PayHooksOptions
            {
                Warnings = [new("PayHooks__Sources__shop__Secrets__0", "ends with a line end",
            "Set it to exactly what the provider shows.", "shop")]
            });
        Assert.Contains("  warning: PayHooks__Sources__shop__Secrets__0 ends with a line end. Set it to exactly what the provider shows.",
            said, StringComparison.Ordinal);
    }

    private string Say(PayHooksOptions options)
    {
        using var error = new StringWriter();
        StartReport.Write(error, fixture.Server.Server, options, options.Warnings, "payhooks-data", newForwardSecret: null);
        return error.ToString();
    }
}
