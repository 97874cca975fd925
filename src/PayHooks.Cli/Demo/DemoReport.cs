using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Demo;

/// <summary>Shows the results of the demo.</summary>
/// <param name="screen">The console to write to.</param>
/// <param name="all">Whether all providers are shown: their longer names need more room.</param>
internal sealed class DemoReport(CliConsole screen, bool all)
{
    private const int Width = 80;
    private const int WidthOfAll = 100;

    // A longer title wraps onto a second line.
    private const int Longest = 18;

    /// <summary>Shows the table, the stories, and a summary.</summary>
    public void Show(Uri address, IReadOnlyList<DemoStepResult> results, IReadOnlyList<StoryResult> stories, TimeSpan took)
    {
        screen.Data.Profile.Width = screen.IsTerminal ? screen.Data.Profile.Width : all ? WidthOfAll : Width;
        screen.Show(new Text(
            $"A server at {address.GetLeftPart(UriPartial.Authority)} with a store of its own. Its handlers book payments and refunds, "
            + "send a receipt for each payment that succeeded, and ask the provider about refunds, signed or not. What fails is tried "
                + "again after a second, "
            + $"{DemoSources.Attempts} times in all.{Environment.NewLine}"));
        screen.Line();
        var table = CliConsole.Table("what was sent", "answers", "became", "seen", "handlers ran", "");
        table.Columns[4].NoWrap = false;
        foreach (var result in results)
        {
            table.AddRow(
                new Text(Folded(result.DemoStep.Title)), CliConsole.Plain(result.Answers), CliConsole.Plain(result.Outcome),
                CliConsole.Plain(result.Deliveries), new Text(result.HandlerRuns), Kept(result.IsAsPromised));
        }

        screen.Show(table);
        screen.Line();
        screen.Show(new Text(
            "What becomes of payments. Each line: what the provider says, what it does, which handlers run, and the payment as they see it."
            + Environment.NewLine));
        screen.Line();
        foreach (var story in stories)
        {
            Show(story);
        }

        screen.Show(new Text(Summary(results, stories, took)));
    }

    private void Show(StoryResult story)
    {
        screen.Show(new Columns(new Text($"{story.Story.Title}:"), Kept(story.IsAsPromised)) { Expand = false });
        var table = CliConsole.Table("", "it", "handlers", "saw the payment");
        table.ShowHeaders = false;
        foreach (var result in story.Notices)
        {
            table.AddRow(
                CliConsole.Plain($"  {result.Notice.Says}"), CliConsole.Plain(result.Effect ?? "no effect"),
                CliConsole.Plain(result.Handlers), CliConsole.Plain(result.Saw));
        }

        screen.Show(table);
        screen.Show(new Padder(new Text(story.Story.Moral), new Padding(2, 0, 0, 0)));
        foreach (var (flag, meaning) in story.Flags)
        {
            screen.Show(new Padder(new Text($"Alarm {flag}: {meaning}"), new Padding(2, 0, 0, 0)));
        }

        screen.Line();
    }

    /// <summary>Shows what to try next while the demo's server runs.</summary>
    public void ShowNext(DemoHost stage, DemoSources sources, IReadOnlyList<DemoStepResult> results)
    {
        var server = stage.Address.GetLeftPart(UriPartial.Authority);
        var replayed = results.First(result => result.DemoStep.DiesFirst).Events[0].Id;
        var next = $"""

            The server keeps running at {server}; Ctrl+C ends it. In another terminal
            (in this repository: dotnet run --project src/PayHooks.Cli -- in place of payhooks):

              payhooks events --server {server}
              payhooks show {replayed} --server {server}
              payhooks payment order-3 --server {server}
              payhooks tail --server {server}
              payhooks send chargily checkout.paid --to {server} --secret {sources.Secrets["chargily"]}
              payhooks stats --server {server}
            """;
        foreach (var line in next.Split('\n'))
        {
            screen.Hint(line.TrimEnd('\r'));
        }
    }

    private static string Folded(string title) => title.Length <= Longest ? title : title.Replace(", ", ",\n", StringComparison.Ordinal);

    private Markup Kept(bool asPromised) => (asPromised, screen.IsTerminal) switch
    {
        (true, true) => new Markup("[green]\u2713 kept[/]"),
        (true, false) => new Markup("kept"),
        (false, true) => new Markup("[red bold]\u2717 BROKEN[/]"),
        (false, false) => new Markup("BROKEN"),
    };

    private static string Summary(IReadOnlyList<DemoStepResult> results, IReadOnlyList<StoryResult> stories, TimeSpan took)
    {
        var sent = results.Sum(result => result.Report.Answers.Count) + stories.Sum(story => story.Notices.Count);
        var refused = results.SelectMany(result => result.Report.Answers).Count(answer => !answer.IsAccepted);
        var events = results.SelectMany(result => result.DemoStep.Events).Select(promised => promised.Id)
            .Concat(stories.SelectMany(story => story.Notices).Select(notice => notice.Notice.Id)).Distinct(StringComparer.Ordinal).Count();
        var broken = results.Count(result => !result.IsAsPromised) + stories.Count(story => !story.IsAsPromised);
        var verdict = broken == 0 ? "Everything was as promised." : $"{broken} of {results.Count + stories.Count} promises were broken.";
        return $"{sent} deliveries in {took.TotalSeconds:0.0} s: {refused} were refused at the door, the others became {events} events. A "
            + "200 was only "
            + "given for what was on disk, and each handler succeeded once for each change, whatever was repeated, raced, failed or "
            + "restarted. " + verdict + Environment.NewLine;
    }
}
