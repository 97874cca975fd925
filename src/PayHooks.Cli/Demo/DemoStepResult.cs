using PayHooks.Cli.Sending;

namespace PayHooks.Cli.Demo;

/// <summary>The result of a step.</summary>
/// <param name="DemoStep">The step.</param>
/// <param name="Report">The responses.</param>
/// <param name="Events">The observed events.</param>
internal sealed record DemoStepResult(DemoStep DemoStep, SendReport Report, IReadOnlyList<SeenEvent> Events)
{
    /// <summary>Whether the result is as expected.</summary>
    public bool IsAsPromised =>
        Report.Answers.Count == DemoStep.Posts.Count
        && Report.Answers.All(answer => answer.Status == DemoStep.Answer)
        && DemoStep.Events.All(promised => Events.Any(seen => Keeps(seen, promised)))
        && DemoStep.Absent.All(id => Events.Any(seen => seen.Id == id && seen.Event is null));

    /// <summary>The responses: <c>200 x5</c>.</summary>
    public string Answers =>
        string.Join(", ", Report.Counts.Select(answers => answers.Count == 1 ? answers.Status : $"{answers.Status} x{answers.Count}"));

    /// <summary>The resulting event type, or the number of completed events.</summary>
    public string Outcome => Events switch
    {
        [{ Event: null }] => "no event",
        [{ Event: { } only }] => only.Status == "completed" ? only.Type : $"{only.Type}, {only.Status}",
        _ => $"{Events.Count(seen => seen.Event?.Status == "completed")} events",
    };

    /// <summary>How many deliveries of the events were received.</summary>
    public string Deliveries => Events.Select(seen => seen.Event?.Deliveries ?? 0).Distinct().ToArray() switch
    {
        [0] => "-",
        [var same] => $"{same}x",
        var several => $"{several.Min()}-{several.Max()}x",
    };

    /// <summary>How the handlers ran: <c>book 1, receipt 4</c>, and on the next line <c>(3 failed)</c>.</summary>
    public string HandlerRuns
    {
        get
        {
            var runs = Events.SelectMany(seen => seen.Runs).GroupBy(run => run.Handler)
                .Select(run => (run.Key, Count: run.Sum(one => one.Runs.Count), Failed: run.Sum(one => one.Runs.Failed)))
                .Select(run => $"{run.Key} {run.Count}{(run.Failed > 0 ? $"\n({run.Failed} failed)" : "")}");
            return string.Join(", ", runs) is { Length: > 0 } text ? text : "-";
        }
    }

    private static bool Keeps(SeenEvent seen, PromisedEvent promised) =>
        seen.Id == promised.Id
        && seen.Event is { Status: "completed" } one
        && one.Type == promised.Type
        && one.Deliveries == promised.Deliveries
        && promised.Runs.All(run => seen.Runs.Contains(run));
}
