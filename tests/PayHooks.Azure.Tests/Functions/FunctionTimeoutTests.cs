using Microsoft.Extensions.Configuration;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The handlers' time limit against the platform's.</summary>
public sealed class FunctionTimeoutTests
{
    private static readonly PayHooksOptions FiveMinutes = new() { HandlerTimeout = TimeSpan.FromMinutes(5) };

    [Fact]
    public void Handlers_that_may_take_longer_than_the_function_are_a_warning_that_names_both_settings()
    {
        var warning = Read("""{ "functionTimeout": "00:10:00" }""")!
            .Check(FiveMinutes, Handlers(["*"], ["payment.*"], ["payment.succeeded"]));

        using var log = new LogSink();
        StartReport.Log(new PayHooksOptions(), [warning!], log.CreateLogger(""));
        Assert.Equal(
            "Warning: PayHooks__HandlerTimeout (00:05:00) allows the 3 handlers of one event 00:15:00, and functionTimeout in host.json "
                + "(00:10:00) ends the function before that, which counts as a crash of the event. Set functionTimeout in host.json to "
                + "more than 00:15:00, or PayHooks__HandlerTimeout to less than 00:03:20.",
            log.Lines.First());
    }

    [Fact]
    public void Handlers_of_different_events_do_not_add_up() =>
        Assert.Null(Read("""{ "functionTimeout": "00:10:00" }""")!.Check(
            FiveMinutes, Handlers(["payment.succeeded", "payment.failed"], ["refund.*"], ["payout.paid"])));

    [Fact]
    public void A_function_that_ends_together_with_its_handlers_leaves_no_time_to_record_it() =>
        Assert.NotNull(Read("""{ "functionTimeout": "00:10:00" }""")!.Check(FiveMinutes, Handlers(["*"], ["payment.*"])));

    [Fact]
    public void The_host_json_of_this_repository_fits_the_default() =>
        Assert.Null(Read(Repository.Read("host.json"))!.Check(new PayHooksOptions(), Handlers(["*"], ["*"], ["*"])));

    [Fact]
    public void A_setting_of_the_app_replaces_the_value_of_host_json()
    {
        var limit = Read("""{ "functionTimeout": "00:10:00" }""", "00:20:00");

        Assert.Equal((TimeSpan.FromMinutes(20), "AzureFunctionsJobHost__functionTimeout"), (limit!.Limit, limit.Setting));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "functionTimeout": "-1" }""")]
    [InlineData("""{ "functionTimeout": 600 }""")]
    public void A_limit_that_is_unlimited_or_cannot_be_read_is_not_checked(string? hostJson) => Assert.Null(Read(hostJson));

    private static FunctionTimeout? Read(string? hostJson, string? setting = null)
    {
        using var folder = new TemporaryFolder();
        if (hostJson is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, "host.json"), hostJson);
        }

        return FunctionTimeout.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new("AzureFunctionsJobHost:functionTimeout", setting)]).Build(), folder.Path);
    }

    private static HandlerSet Handlers(params string[][] types) =>
        new(types.Select((one, number) => DelegateHandler.Named($"h{number}", (_, _, _) => Task.CompletedTask, types: one)));
}
