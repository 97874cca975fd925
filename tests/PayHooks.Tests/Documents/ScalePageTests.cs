using System.Globalization;
using PayHooks.Configuration;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Documents;

/// <summary>The arithmetic of docs/scale.md, from what the tests of Azure Storage count and the service's limits.</summary>
public sealed class ScalePageTests
{
    private const int QueueLimit = 2_000;
    private static readonly int[] Rates = [100, 600, 2_000, 5_000];
    private static readonly string Page = Markdown.Read("docs/scale.md");

    // docs/payments.md states what PaymentRequestTests count.
    [Fact]
    public void Counts_are_those_of_the_page_of_payments()
    {
        var payments = Markdown.Read("docs/payments.md");
        Assert.Equal(["6"], payments.Find(@"^\| of no payment \| (?<it>\d+) \|"));
        Assert.Equal(["9"], payments.Find(@"^\| … with a merchant reference \| 8, a success (?<it>\d+) \|"));
        Assert.Equal(["11"], payments.Find(@"^\| … with a merchant reference \| 10, a success (?<it>\d+) \|"));
        Assert.Equal(
            ["6", "9", "11"], Page.Find(@"^\| (of no payment|the first success|a further success)[^|]*\| (?<it>\d+) \|"));
    }

    [Fact]
    public void Requests_and_queues_follow_from_the_counts_and_stay_under_three_quarters_of_the_limit()
    {
        var rows = Page.Find(@"^\| (?<it>[\d,]+ \| [\d,]+ to [\d,]+ \| [\d,]+ \| \d+ \| \d+ %) \|")
            .Select(row => row.Find(@"(?<it>[\d,]+)").Select(Number).ToArray()).ToArray();
        Assert.Equal(Rates, rows.Select(row => row[0]));
        Assert.All(rows, row =>
        {
            var (rate, queues) = (row[0], row[4]);
            Assert.Equal((6 * rate, 11 * rate, 3 * rate, 100 * 3 * rate / (queues * QueueLimit)), (row[1], row[2], row[3], row[5]));
            Assert.InRange(queues, 1, PayHooksOptions.MostQueues);
            Assert.True(row[5] <= 75);
        });
    }

    [Fact]
    public void The_cost_of_a_million_is_the_sum_of_its_parts_and_a_month_has_30_days()
    {
        var lines = Page.Find(@"^\| [^|]+ \| (?<it>\$[\d.]+ \| \$[\d.]+) \|$")
            .Select(line => line.Find(@"\$(?<it>[\d.]+)").Select(Price).ToArray()).ToArray();
        var total = lines[^1];
        Assert.Equal((total[0], total[1]), (lines.SkipLast(1).Sum(line => line[0]), lines.SkipLast(1).Sum(line => line[1])));

        var months = Page.Find(@"^\| (?<it>[\d,]+ \| [\d,]+ \| \$[\d,]+ to \$[\d,]+) \|$")
            .Select(row => row.Find(@"(?<it>[\d,]+)").Select(Number).ToArray()).ToArray();
        Assert.Equal(Rates, months.Select(row => row[0]));
        Assert.All(months, row =>
        {
            var millions = row[0] * 86_400m * 30 / 1_000_000;
            Assert.Equal(
                (decimal.Round(millions), decimal.Round(millions * total[0]), decimal.Round(millions * total[1])), (row[1], row[2], row[3]));
        });
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static decimal Price(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
