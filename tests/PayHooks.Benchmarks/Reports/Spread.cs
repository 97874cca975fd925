using System.Globalization;

namespace PayHooks.Benchmarks.Reports;

/// <summary>A figure over the rounds of a run.</summary>
/// <param name="Median">The median.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>Over some measurements; null when there are none.</summary>
    public static Spread? Of<T>(IReadOnlyList<T>? rounds, Func<T, double> figure)
    {
        if (rounds is null or { Count: 0 })
        {
            return null;
        }

        double[] sorted = [.. rounds.Select(figure).Order()];
        var middle = sorted.Length / 2;
        return new(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The ratio of two systems, taken round by round; null when one was not measured.</summary>
    public static Spread? OfRatio<T>(IReadOnlyList<T>? rounds, IReadOnlyList<T>? others, Func<T, double> figure) =>
        rounds is null || others is null ? null : Of([.. rounds.Zip(others, (one, other) => figure(one) / figure(other))], ratio => ratio);

    /// <summary>As a table shows it: the median, and in parentheses from where to where.</summary>
    public string ToString(string format)
    {
        string Format(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return Format(Least) == Format(Most) ? Format(Median) : $"{Format(Median)} ({Format(Least)}–{Format(Most)})";
    }
}
