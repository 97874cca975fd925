using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Benchmarks.Reports;

namespace PayHooks.Benchmarks.Growth;

/// <summary>The figures of a growth run.</summary>
internal sealed class GrowthReport
{
    /// <summary>Where it ran.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>How long each measurement took.</summary>
    public required double Seconds { get; init; }

    /// <summary>One for each measurement.</summary>
    public List<GrowthRow> Rows { get; init; } = [];

    /// <summary>The whole as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GrowthJson.Default.GrowthReport);

    /// <summary>The whole as a Markdown table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"{Machine}. 32 connections, {Seconds:0.#} s each.\n\n")
            .Append("| payhooks with | answers/s | answer p99 ms | completed/s, until all are | peak MB | start ms "
                + "| slowest list ms | failure groups ms |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var row in Rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.What} | {row.RequestsPerSecond:N0} | {row.P99Ms:N1} | {row.CompletedPerSecond:N0} | {row.PeakMb:N0} | "
                    + $"{row.StartMs:N0} | {row.ListMs:N1} | {row.GroupsMs:N1} |\n");
        }

        return text.ToString();
    }
}

/// <summary>One measurement.</summary>
internal sealed record GrowthRow
{
    /// <summary>What was large in it.</summary>
    public required string What { get; init; }

    /// <summary>Answers with 200 in a second.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>The time to the answer that 99 of 100 did not exceed.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Deliveries in a second, from the first POST to the last one's completion.</summary>
    public required double CompletedPerSecond { get; init; }

    /// <summary>The most resident memory.</summary>
    public required double PeakMb { get; init; }

    /// <summary>From the start of the process to its first 200.</summary>
    public required double StartMs { get; init; }

    /// <summary>The slowest of several kinds of lists of events, as the console asks for them; the median of each.</summary>
    public required double ListMs { get; init; }

    /// <summary>The failure groups, counted anew; the median. Null where the ledger has no failures.</summary>
    public double? GroupsMs { get; init; }

    /// <summary>Answers other than 200.</summary>
    public required long Failures { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(GrowthReport))]
internal sealed partial class GrowthJson : JsonSerializerContext;
