using System.Globalization;
using System.Text;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Tests.Processing.Model;

/// <summary>
/// Does random deeds to the real protocol, run after run, until something that must hold does not; then looks for the shortest
/// trace that still shows it.
/// </summary>
internal sealed class ModelCheck(
    IEventLedger ledger, ISubjectStore subjects, Func<IEventLedger, IEventLedger>? mutate = null,
    Func<ISubjectStore, ISubjectStore>? mutatePayments = null)
{
    private const int DeedsPerRun = 80;
    private const int MostTriesPerDeed = 20;

    // What is due at the same moment has no order: a trace may fail once by chance, and would then explain nothing.
    private const int FailuresInARow = 3;

    private int runs;

    /// <summary>Checks the seeds from <paramref name="first"/> on.</summary>
    /// <returns>The shortest failure, ready to be read; null when everything held.</returns>
    public string? Find(int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            var (trace, outcome) = Record(seed);
            if (outcome.Breach is not null)
            {
                return Explain(seed, trace, outcome);
            }
        }

        return null;
    }

    private (List<ModelAction> Trace, Outcome Outcome) Record(int seed)
    {
        var random = new Random(seed);
        List<ModelAction> trace = [];
        using var world = NewWorld(seed);
        for (var tries = 0; trace.Count < DeedsPerRun && tries < DeedsPerRun * MostTriesPerDeed && world.Check.Breach is null; tries++)
        {
            var deed = ModelAction.Any(random);
            if (world.TryDo(deed))
            {
                trace.Add(deed);
            }
        }

        return (trace, End(world));
    }

    // Leaves out halves, quarters, … and at last single deeds, as long as what is left still fails.
    private List<ModelAction> Shorten(int seed, List<ModelAction> trace)
    {
        for (var size = Math.Max(1, trace.Count / 2); size >= 1; size /= 2)
        {
            for (var at = 0; at < trace.Count;)
            {
                List<ModelAction> shorter = [.. trace.Take(at), .. trace.Skip(at + size)];
                if (FailsEachTime(seed, shorter))
                {
                    trace = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return trace;
    }

    private bool FailsEachTime(int seed, List<ModelAction> trace) =>
        Enumerable.Range(0, FailuresInARow).All(_ => Replay(seed, trace).Breach is not null);

    private Outcome Replay(int seed, IEnumerable<ModelAction> trace)
    {
        using var world = NewWorld(seed);
        foreach (var deed in trace.TakeWhile(_ => world.Check.Breach is null))
        {
            world.TryDo(deed);
        }

        return End(world);
    }

    private static Outcome End(ModelWorld world)
    {
        world.Rest();
        return new Outcome(world.Check.Breach, world.Story);
    }

    // What fails by chance is told as it went when it did.
    private string Explain(int seed, List<ModelAction> whole, Outcome first)
    {
        var shortest = Shorten(seed, whole);
        var (told, how) = Replay(seed, shortest) is { Breach: not null } again
            ? (again, $"shortened from {whole.Count} to {shortest.Count} deeds")
            : (first, $"{whole.Count} deeds, which do not fail every time");
        var text = new StringBuilder().AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Seed {seed}, {how} (then everything is let run to its end):");
        foreach (var (line, number) in told.Story.Select((line, number) => (line, number + 1)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{number,4}  {line}");
        }

        return text.Append("=> ").Append(told.Breach).ToString();
    }

    private ModelWorld NewWorld(int seed)
    {
        var run = Interlocked.Increment(ref runs);
        return new ModelWorld(ledger, subjects, run, ModelEvents.Make(seed, run), mutate, mutatePayments);
    }

    private sealed record Outcome(string? Breach, IReadOnlyList<string> Story);
}
