using Spectre.Console;
using Spectre.Console.Rendering;

namespace PayHooks.Cli.Terminal;

/// <summary>How a column behaves when the terminal is too narrow for the table.</summary>
internal enum ColumnKind
{
    /// <summary>Words that stay on one line.</summary>
    Word,

    /// <summary>Numbers and amounts, on one line, right-aligned.</summary>
    Number,

    /// <summary>Ids, which are shortened first.</summary>
    Id,

    /// <summary>Texts, which wrap.</summary>
    Text,

    /// <summary>Long texts, which wrap, or move below their row.</summary>
    Note,
}

/// <summary>A text in a table and its style.</summary>
internal readonly record struct TableCell(string Text, Style? Style = null)
{
    public static implicit operator TableCell(string? text) => new(text ?? "");
}

/// <summary>A table without lines that fits the terminal. Nothing is cut, except ids to their first characters.</summary>
/// <param name="columns">The titles and kinds of the columns; without titles, the table has only its rows.</param>
internal sealed class TextTable(params (string Title, ColumnKind Kind)[] columns)
{
    /// <summary>How many characters remain of a shortened id: enough to tell events apart, and to show one.</summary>
    public const int ShortId = 12;

    private const int LeastText = 8;
    private const int LeastNote = 32;
    private const int Indent = 4;
    private static readonly Style Title = new(Color.Grey);

    private readonly List<TableCell[]> rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<TableCell> cells) =>
        rows.Add([.. cells.Select(cell => cell with { Text = SafeText.Of(cell.Text) })]);

    /// <summary>Shows the table.</summary>
    public void Show(CliConsole screen)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var shown = new Paragraph();
        foreach (var line in Lay(screen.Data.Profile.Width))
        {
            foreach (var cell in line)
            {
                shown.Append(cell.Text, cell.Style);
            }

            shown.Append("\n");
        }

        screen.Show(shown);
    }

    /// <summary>Lays the table out in lines of at most this width.</summary>
    public IEnumerable<IReadOnlyList<TableCell>> Lay(int width)
    {
        var (widths, gap) = Fit(width);
        if (columns.Any(column => column.Title.Length > 0))
        {
            yield return Line([.. columns.Select(column => (TableCell)new(column.Title, Title))], widths, gap);
        }

        foreach (var row in rows)
        {
            var wrapped = row.Select((cell, column) => Wrap(Shortened(cell.Text, column, widths), widths[column])).ToArray();
            for (var line = 0; line < wrapped.Max(cell => cell.Count); line++)
            {
                yield return Line([.. wrapped.Select((cell, column) => row[column] with { Text = cell.ElementAtOrDefault(line) ?? "" })],
                    widths, gap);
            }

            foreach (var (cell, _) in row.Select((cell, column) => (cell, column))
                .Where(one => widths[one.column] == 0 && one.cell.Text.Length > 0))
            {
                foreach (var line in Wrap(cell.Text, Math.Max(width - Indent, LeastText)))
                {
                    yield return [new string(' ', Indent), cell with { Text = line }];
                }
            }
        }
    }

    // A width of 0 means that the column moves below its row.
    private (int[] Widths, int Gap) Fit(int width)
    {
        var widths = columns.Select((column, index) =>
            rows.Select(row => CellCount(row[index].Text)).Append(column.Title.Length).Max()).ToArray();
        var (notes, ids, texts) = (Indexes(ColumnKind.Note), Indexes(ColumnKind.Id), Indexes(ColumnKind.Text));
        if (Excess(2) <= 0)
        {
            return (widths, 2);
        }

        var left = width - (widths.Where((_, column) => !notes.Contains(column)).Sum(one => one + 2) + ((notes.Length - 1) * 2));
        if (notes.Length > 0 && left >= notes.Sum(column => Math.Min(widths[column], LeastNote)))
        {
            Shrink(notes, 2, LeastNote);
            return (widths, 2);
        }

        foreach (var column in notes)
        {
            widths[column] = 0;
        }

        // Narrower gaps first, to keep ids whole. A shortened id always has the same length, so that nobody takes it for a whole one.
        if (ids.Length > 0 && Excess(2) > 0 && Excess(1) > 0)
        {
            Array.ForEach(ids, column => widths[column] = Math.Min(widths[column], ShortId));
        }

        var gap = ids.Length > 0 && Excess(2) > 0 ? 1 : 2;
        Shrink(texts, gap, LeastText);
        return (widths, Excess(gap) <= 0 ? gap : 1);

        int[] Indexes(ColumnKind kind) => [.. Enumerable.Range(0, columns.Length).Where(column => columns[column].Kind == kind)];

        int Excess(int gap) => widths.Where(one => one > 0).Sum(one => one + gap) - gap - width;

        // The widest gives first.
        void Shrink(int[] which, int gap, int least)
        {
            while (Excess(gap) > 0 && which.Where(column => widths[column] > least).ToArray() is { Length: > 0 } wide)
            {
                widths[wide.MaxBy(column => widths[column])]--;
            }
        }
    }

    private string Shortened(string text, int column, int[] widths) =>
        columns[column].Kind == ColumnKind.Id && text.Length > widths[column] && widths[column] > 0 ? text[..widths[column]] : text;

    private List<TableCell> Line(TableCell[] cells, int[] widths, int gap)
    {
        List<TableCell> line = [];
        var last = Array.FindLastIndex(cells, cell => cell.Text.Length > 0);
        var spaces = 0;
        for (var column = 0; column <= last; column++)
        {
            if (widths[column] == 0)
            {
                continue;
            }

            var padding = Math.Max(0, widths[column] - CellCount(cells[column].Text));
            var isRight = columns[column].Kind == ColumnKind.Number;
            line.Add(new string(' ', spaces + (isRight ? padding : 0)));
            line.Add(cells[column]);
            spaces = gap + (isRight ? 0 : padding);
        }

        return line;
    }

    private static List<string> Wrap(string text, int width)
    {
        if (width == 0 || CellCount(text) <= width)
        {
            return [width == 0 ? "" : text];
        }

        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split(' ').SelectMany(word => Fold(word, width)))
        {
            if (line.Length > 0 && CellCount(line) + 1 + CellCount(word) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length > 0 ? $"{line} {word}" : word;
            }
        }

        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Fold(string word, int width) => CellCount(word) <= width
        ? [word]
        : Segment.SplitOverflow(new Segment(word), Overflow.Fold, width).Select(part => part.Text);

    private static int CellCount(string text) => new Segment(text).CellCount();
}
