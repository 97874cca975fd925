using PayHooks.Cli.Terminal;

namespace PayHooks.Tests.Cli;

public sealed class TextTableTests
{
    private const string Id = "evt_y3ag6cqllixukhrkpjvnxk5muy";
    private const string Error = "InvalidOperationException: The warehouse is closed until Monday, and nothing can be booked before that.";

    [Theory]
    [InlineData(240)]
    [InlineData(113)]
    public void Where_there_is_room_everything_is_on_one_line(int width)
    {
        var line = Assert.Single(Events("payment.succeeded").Lay(width).Skip(1).Select(Text));

        Assert.Contains($"{Id}  completed  1,234,567.00 DZD  portone_unsigned  payment.succeeded", line, StringComparison.Ordinal);
    }

    [Fact]
    public void At_80_columns_ids_shorten_first_and_types_are_whole()
    {
        var lines = Events("payment.succeeded").Lay(80).Select(Text).ToArray();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(" evt_y3ag6cql ", lines[1], StringComparison.Ordinal);
        Assert.Contains("payment.succeeded", string.Concat(Column(lines, "type", 17)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(72)]
    public void A_long_type_wraps_and_loses_nothing(int width)
    {
        const string type = "subscription.payment_method_update_required";
        var lines = Events(type).Lay(width).Select(Text).ToArray();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.True(lines.Length > 2);
        var at = lines[0].IndexOf("type", StringComparison.Ordinal);
        var end = lines[0].IndexOf("seen", StringComparison.Ordinal);
        Assert.Equal(type, string.Concat(lines.Skip(1).Select(line => line.PadRight(width)[at..end].Trim())));
    }

    [Theory]
    [InlineData(107, "evt_y3ag6cqllixukhrkpjvnxk5muy")]
    [InlineData(106, "evt_y3ag6cql")]
    public void An_id_is_whole_or_has_twelve_characters(int width, string id)
    {
        var line = Events("payment.succeeded").Lay(width).Skip(1).Select(Text).First();

        Assert.Equal(id, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    [Fact]
    public void Amounts_end_in_the_same_column()
    {
        var table = new TextTable(("amount", ColumnKind.Number), ("type", ColumnKind.Text));
        table.Add("9.00 EUR", "a");
        table.Add("1,420.00 DZD", "b");

        Assert.Equal(["      amount  type", "    9.00 EUR  a", "1,420.00 DZD  b"], table.Lay(80).Select(Text));
    }

    [Theory]
    [InlineData(120, false)]
    [InlineData(80, false)]
    [InlineData(60, true)]
    public void An_error_is_whole_beside_its_row_or_below_it(int width, bool isBelow)
    {
        var table = new TextTable(("group", ColumnKind.Word), ("source", ColumnKind.Text), ("events", ColumnKind.Number),
            ("error", ColumnKind.Note));
        table.Add("3f2a91c07b5e3f2a", "chargily", "25", Error);

        var lines = table.Lay(width).Select(Text).ToArray();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        var at = isBelow ? 4 : lines[0].IndexOf("error", StringComparison.Ordinal);
        Assert.Equal(Error, string.Join(' ', lines.Skip(isBelow ? 2 : 1).Select(line => line[at..].Trim())));
    }

    [Fact]
    public void Wide_characters_count_twice()
    {
        var table = new TextTable(("name", ColumnKind.Word), ("type", ColumnKind.Word));
        table.Add("東京", "a");
        table.Add("abcd", "b");

        Assert.Equal(["name  type", "東京  a", "abcd  b"], table.Lay(80).Select(Text));
    }

    [Fact]
    public void A_text_cannot_make_a_row()
    {
        var table = new TextTable(("a", ColumnKind.Word), ("b", ColumnKind.Text));
        table.Add("x", "one\nevt_forged  completed");

        Assert.Equal(["a  b", "x  one evt_forged  completed"], table.Lay(80).Select(Text));
    }

    private static TextTable Events(string type)
    {
        var table = new TextTable(
            ("UTC+02:00", ColumnKind.Word), ("event", ColumnKind.Id), ("status", ColumnKind.Word), ("amount", ColumnKind.Number),
            ("source", ColumnKind.Text), ("type", ColumnKind.Text), ("seen", ColumnKind.Word));
        table.Add("12:00:00", Id, "completed", "1,234,567.00 DZD", "portone_unsigned", type, "1x");
        return table;
    }

    private static IEnumerable<string> Column(string[] lines, string title, int length)
    {
        var at = lines[0].IndexOf(title, StringComparison.Ordinal);
        return lines.Skip(1).Select(line => line.PadRight(at + length).Substring(at, length).Split(' ')[0]);
    }

    private static string Text(IReadOnlyList<TableCell> line) => string.Concat(line.Select(cell => cell.Text)).TrimEnd();
}
