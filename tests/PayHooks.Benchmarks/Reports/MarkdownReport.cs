using System.Globalization;
using System.Text;
using PayHooks.Benchmarks.Load;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Reports;

/// <summary>
/// The figures of a run as Markdown tables: medians over the rounds, with the least and the most. Ratios are taken within a round.
/// </summary>
internal sealed class MarkdownReport(LoadReport report)
{
    private const string Columns =
        "requests/s | of `ceiling` | of `append` | p50 ms | p99 ms | p99.9 ms | CPU s per 100,000 | peak MB | start ms |";

    private readonly StringBuilder text = new();

    /// <summary>Writes them.</summary>
    public string Write()
    {
        var rounds = report.Systems.Values.SelectMany(one => one.Values).Select(one => one.Count).DefaultIfEmpty(0).Max();
        text.Append(
            CultureInfo.InvariantCulture,
                $"{report.Machine}. Bodies of {report.BodyBytes} bytes, {report.Seconds:0.#} s each, {rounds} rounds.\n\n");
        WriteClosed();
        WritePaced();
        WriteCompletions();
        return text.ToString();
    }

    private void WriteClosed()
    {
        text.Append(CultureInfo.InvariantCulture, $"| system | connections | {Columns}\n|---|--:|{Alignment(Columns)}\n");
        foreach (var (system, loads) in report.Systems)
        {
            foreach (var (concurrency, measured) in loads)
            {
                var others =
                    report.Systems.ToDictionary(one => one.Key, one => one.Value.GetValueOrDefault(concurrency), StringComparer.Ordinal);
                text.Append(CultureInfo.InvariantCulture, $"| {system} | {concurrency} | {Row(measured, others)}\n");
            }
        }
    }

    private void WritePaced()
    {
        if (report.Paced.Count == 0)
        {
            return;
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"\nAt a constant {report.PacedRate:N0} deliveries/s, times from when each was due:\n\n| system | "
                + $"{Columns}\n|---|{Alignment(Columns)}\n");
        var others = report.Paced.ToDictionary(one => one.Key, one => (List<Measurement>?)one.Value, StringComparer.Ordinal);
        foreach (var (system, measured) in report.Paced)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {system} | {Row(measured, others)}\n");
        }
    }

    private void WriteCompletions()
    {
        if (report.Completions.Count == 0)
        {
            return;
        }

        text.Append("\n| system | events completed/s | of `ceiling` | of `before` | lag p50 ms at 80 % | lag p99 ms at 80 % "
            + "|\n|---|--:|--:|--:|--:|--:|\n");
        var ceiling =
            Spread.Of(report.Systems.GetValueOrDefault(AllSystems.CeilingName)?.Values.LastOrDefault(), one => one.RequestsPerSecond);
        var before = report.Completions.GetValueOrDefault(AllSystems.Before);
        foreach (var (system, rounds) in report.Completions)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {system} | {Show(rounds, one => one.PerSecond, "N0")} | "
                    + $"{(ceiling is null ? "" : Show(rounds, one => one.PerSecond / ceiling.Median, "0.00"))} | "
                    + $"{Ratio(rounds, before, one => one.PerSecond)} | {Show(rounds, one => one.P50Ms, "N1")} | "
                    + $"{Show(rounds, one => one.P99Ms, "N1")} |\n");
        }
    }

    private static string Row(List<Measurement> rounds, Dictionary<string, List<Measurement>?> others) => string.Join(
        " | ",
        Show(rounds, one => one.RequestsPerSecond, "N0"),
        Ratio(rounds, others.GetValueOrDefault(AllSystems.CeilingName), one => one.RequestsPerSecond),
        Ratio(rounds, others.GetValueOrDefault(AllSystems.Append), one => one.RequestsPerSecond),
        Show(rounds, one => one.P50Ms, "N2"),
        Show(rounds, one => one.P99Ms, "N2"),
        Show(rounds, one => one.P999Ms, "N2"),
        Show(rounds, one => one.CpuSecondsPer100k, "N2"),
        Show(rounds, one => one.PeakMb, "N0"),
        Show(rounds, one => one.StartMs, "N0")) + " |";

    private static string Show<T>(List<T> rounds, Func<T, double> figure, string format) =>
        Spread.Of(rounds, figure)?.ToString(format) ?? "";

    private static string Ratio<T>(List<T> rounds, List<T>? others, Func<T, double> figure) =>
        Spread.OfRatio(rounds, others, figure)?.ToString("0.00") ?? "";

    private static string Alignment(string columns) => string.Concat(columns.Where(one => one == '|').Select(_ => "--:|"));
}
