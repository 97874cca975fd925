using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Benchmarks.Load;

namespace PayHooks.Benchmarks.Reports;

/// <summary>The figures of a run, as the JSON file holds them.</summary>
internal sealed class LoadReport
{
    /// <summary>Where it ran.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>How long each measurement took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The size of each body.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>As fast as it went: by system, then by the number of connections; one for each round.</summary>
    public Dictionary<string, Dictionary<string, List<Measurement>>> Systems { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Deliveries in a second of the constant-rate runs.</summary>
    public double PacedRate { get; set; }

    /// <summary>At that rate: by system; one for each round.</summary>
    public Dictionary<string, List<Measurement>> Paced { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Events from POST to completed: by system; one for each round.</summary>
    public Dictionary<string, List<CompletionResult>> Completions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Answers other than 200, over all.</summary>
    [JsonIgnore]
    public long Failures =>
        Systems.Values.SelectMany(one => one.Values).Concat(Paced.Values).Sum(rounds => rounds.Sum(one => one.Failures));

    /// <summary>The figures of a system, or null.</summary>
    public IReadOnlyList<Measurement>? Find(string system, int concurrency) =>
        Systems.GetValueOrDefault(system)?.GetValueOrDefault(concurrency.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds the figures of a system.</summary>
    public void Add(string system, int concurrency, Measurement measured)
    {
        if (!Systems.TryGetValue(system, out var loads))
        {
            Systems[system] = loads = new(StringComparer.Ordinal);
        }

        Add(loads, concurrency.ToString(CultureInfo.InvariantCulture), measured);
    }

    /// <summary>Adds the figures of a system at the constant rate.</summary>
    public void AddPaced(string system, Measurement measured) => Add(Paced, system, measured);

    /// <summary>Adds what came of the events.</summary>
    public void Complete(string system, CompletionResult completions) => Add(Completions, system, completions);

    /// <summary>The whole as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.LoadReport);

    private static void Add<T>(Dictionary<string, List<T>> rounds, string name, T measured)
    {
        if (!rounds.TryGetValue(name, out var known))
        {
            rounds[name] = known = [];
        }

        known.Add(measured);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
