using System.Globalization;
using System.Text;
using PayHooks.Benchmarks.Load;
using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Reports;

/// <summary>The figures of a run as Markdown tables.</summary>
internal sealed class MarkdownReport(LoadReport report)
{
    private const string Columns =
        "requests/s | of the ceiling | p50 ms | p95 ms | p99 ms | p99.9 ms | CPU s per 100,000 | peak MB | start ms |";
    private readonly StringBuilder text = new();

    /// <summary>Writes them.</summary>
    public string Write()
    {
        text.Append(CultureInfo.InvariantCulture,
            $"{report.Machine}. Bodies of {report.BodyBytes} bytes, {report.Seconds:0.#} s each.\n\n");
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
                var ceiling = report.Systems.GetValueOrDefault(AllSystems.CeilingName)?.GetValueOrDefault(concurrency);
                text.Append(CultureInfo.InvariantCulture, $"| {system} | {concurrency} | {Row(measured, ceiling)}\n");
            }
        }
    }

    private void WritePaced()
    {
        if (report.Paced.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture,
            $"\nAt a constant {report.PacedRate:N0} deliveries/s, times from when each was due:\n\n| system | "
            + $"{Columns}\n|---|{Alignment(Columns)}\n");
        foreach (var (system, measured) in report.Paced)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {system} | {Row(measured, report.Paced.GetValueOrDefault(AllSystems.CeilingName))}\n");
        }
    }

    private void WriteCompletions()
    {
        var completing = report.Systems
            .SelectMany(system => system.Value.Select(load => (System: system.Key, Concurrency: load.Key, Measured: load.Value)))
            .Where(one => one.Measured.CompletedPerSecond is not null)
            .ToArray();
        if (completing.Length == 0)
        {
            return;
        }

        text.Append("\n| system | events completed/s | of the ceiling | lag p50 ms at 80 % | lag p99 ms at 80 % "
            + "|\n|---|--:|--:|--:|--:|\n");
        foreach (var (system, concurrency, measured) in completing)
        {
            var ceiling = report.Systems.GetValueOrDefault(AllSystems.CeilingName)?.GetValueOrDefault(concurrency);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {system} | {measured.CompletedPerSecond:N0} | {Share(measured.CompletedPerSecond!.Value, ceiling)} | "
                    + $"{measured.LagP50Ms:N1} | {measured.LagP99Ms:N1} |\n");
        }
    }

    private static string Row(Measurement one, Measurement? ceiling) => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.RequestsPerSecond:N0} | {Share(one.RequestsPerSecond, ceiling)} | {one.P50Ms:N2} | {one.P95Ms:N2} | {one.P99Ms:N2} | "
            + $"{one.P999Ms:N2} | {one.CpuSecondsPer100k:N2} | {one.PeakMb:N0} | {one.StartMs:N0} |");

    private static string Share(double rate, Measurement? ceiling) =>
        ceiling is null ? "" : (rate / ceiling.RequestsPerSecond).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Alignment(string columns) => string.Concat(columns.Where(one => one == '|').Select(_ => "--:|"));
}
