using System.CommandLine;
using System.Globalization;
using PayHooks.Benchmarks.Reports;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Growth;

/// <summary><c>growth</c>: what a larger ledger, larger bodies, more sources and more repeats cost.</summary>
internal static class GrowthCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long each measurement takes", DefaultValueFactory = _ => 10 };
        var events = new Option<string>("--events")
        {
            Description = "Events in the ledger, rising; 3,000,000 need 6 GB of disk and some minutes",
            DefaultValueFactory = _ => "0,300000,3000000",
        };
        var output = new ReportOutput();
        var command =
            new Command("growth", "Measures payhooks alone while one thing grows: the ledger, the bodies, the sources, the repeats.")
        {
            seconds, events, output.Json, output.Markdown,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await PublishedTool.PublishAsync(cancellationToken);
            var sizes = parsed.GetRequiredValue(events).Split(',').Select(one => int.Parse(one, CultureInfo.InvariantCulture)).ToArray();
            var report = await new GrowthRun(TimeSpan.FromSeconds(parsed.GetValue(seconds)), Console.Error.WriteLine).RunAsync(sizes);
            await output.WriteAsync(parsed, report.ToJson(), report.ToMarkdown());
        });
        return command;
    }
}
