using System.CommandLine;
using PayHooks.Benchmarks.Reports;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary><c>load</c>: whole systems side by side.</summary>
internal static class LoadCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var prepare = new Option<bool>("--prepare") { Description = "Install what the peers need (npm, apt-get), and end" };
        var seconds = new Option<double>("--seconds") { Description = "How long each measurement takes", DefaultValueFactory = _ => 10 };
        var concurrency =
            new Option<string>("--concurrency") { Description = "Numbers of connections", DefaultValueFactory = _ => "1,32,128" };
        var systems =
            new Option<string>("--systems")
            {
                Description = "Which systems",
                DefaultValueFactory = _ =>
            string.Join(',', AllSystems.List.Select(one => one.Name))
            };
        var body = new Option<int>("--body-bytes") { Description = "The size of each body", DefaultValueFactory = _ => 1024 };
        var rate = new Option<double?>(
            "--rate")
        { Description = "Deliveries in a second of the constant-rate runs; default: half of what payhooks reached" };
        var rounds = new Option<int>("--rounds") { Description = "How often each is measured, in turn", DefaultValueFactory = _ => 3 };
        var before =
            new Option<string?>(
            "--before")
            { Description = "A commit of this repository that is built and measured beside, as the system 'before'" };
        var noCompletions = new Option<bool>("--no-completions") { Description = "Do not measure completions" };
        var output = new ReportOutput();
        var command = new Command("load", "Starts each system in turn, drives the same signed deliveries, and compares.")
        {
            prepare, seconds, rounds, concurrency, systems, before, body, rate, noCompletions, output.Json, output.Markdown,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(prepare))
            {
                return await Preparation.RunAsync(cancellationToken);
            }

            Preparation.Refresh();
            await PublishedTool.PublishAsync(cancellationToken);
            if (parsed.GetValue(before) is { } commit)
            {
                await PublishedTool.PublishBeforeAsync(commit, cancellationToken);
            }

            var chosen = Find(List(parsed.GetRequiredValue(systems)), parsed.GetValue(before) is not null);
            var numbers = List(parsed.GetRequiredValue(concurrency))
                .Select(one => int.Parse(one, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var plan = new LoadPlan(chosen, numbers, TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                new DeliveryShape(parsed.GetValue(body)))
            {
                Rounds = parsed.GetValue(rounds),
                Rate = parsed.GetValue(rate),
                MeasuresCompletions = !parsed.GetValue(noCompletions),
            };
            var report = await new LoadRun(plan, Console.Error.WriteLine).RunAsync();
            await output.WriteAsync(parsed, report.ToJson(), new MarkdownReport(report).Write());
            return report.Failures == 0 ? 0 : 1;
        });
        return command;
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // What is not installed is left out, and said.
    private static List<SystemDefinition> Find(IEnumerable<string> names, bool hasBefore)
    {
        List<SystemDefinition> found = [];
        foreach (var name in names.Where(name => hasBefore || name != AllSystems.Before))
        {
            var system = AllSystems.List.FirstOrDefault(one => one.Name == name)
                ?? throw new InvalidOperationException(
                    $"There is no system '{name}'; there are {string.Join(", ", AllSystems.List.Select(one => one.Name))}.");
            if (system.Missing() is { } missing)
            {
                Console.Error.WriteLine($"{name} is left out: {missing}. Run load --prepare.");
                continue;
            }

            found.Add(system);
        }

        return found;
    }
}
