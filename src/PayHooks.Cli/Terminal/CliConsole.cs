using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PayHooks.Cli.Terminal;

/// <summary>
/// Writes data to <see cref="Data"/> and messages to <see cref="Talk"/>. Colors, lines and non-ASCII symbols are written only
/// to a terminal, so redirected output stays plain.
/// </summary>
internal sealed class CliConsole
{
    // Wide enough that every row of a redirected table fits on one line.
    private const int RedirectedWidth = 240;
    private const int Gap = 2;

    // Of a payment or an event, people look for the amount first.
    private const string Foremost = "amount";
    private static readonly Style Bold = new(decoration: Decoration.Bold);

    private readonly TextWriter error;

    public CliConsole(ParseResult command)
    {
        var output = command.InvocationConfiguration.Output;
        error = command.InvocationConfiguration.Error;
        Out = output;
        IsTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        IsTalkTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        Data = Open(output, IsTerminal);
        Talk = Open(error, IsTalkTerminal);
    }

    /// <summary>Raw standard output, for JSON.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard output, for text and tables.</summary>
    public IAnsiConsole Data { get; }

    /// <summary>Standard error, for messages to the user.</summary>
    public IAnsiConsole Talk { get; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool IsTalkTerminal { get; }

    /// <summary>Creates a table in the tool's plain style.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{Markup.Escape(column)}[/]") { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });
        }

        table.Columns[^1].Padding = new Padding(0);
        return table;
    }

    /// <summary>Shows names and values, one pair per line; null values are omitted.</summary>
    public void Facts(params IEnumerable<(string Name, string? Value)> facts)
    {
        var table = new TextTable(("", ColumnKind.Word), ("", ColumnKind.Text));
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null))
        {
            table.Add(new TableCell(name, new Style(Color.Grey)), new TableCell(value!, name == Foremost ? Bold : null));
        }

        table.Show(this);
    }

    /// <summary>Shows a table or text; redirected output has no trailing spaces.</summary>
    public void Show(IRenderable content)
    {
        if (IsTerminal)
        {
            Data.Write(content);
            return;
        }

        using var text = new StringWriter();
        var console = Open(text, terminal: false);
        console.Profile.Width = Data.Profile.Width;
        console.Write(content);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>Writes JSON to standard output.</summary>
    public void WriteJson(JsonElement json) => Out.WriteLine(Json.Pretty(json));

    /// <summary>Writes a line of text to standard output.</summary>
    public void Line(string text = "") => Out.WriteLine(SafeText.Of(text));

    /// <summary>Writes a line of several styles to standard output.</summary>
    public void Line(params IEnumerable<TableCell> parts)
    {
        var line = new Paragraph();
        foreach (var part in parts)
        {
            line.Append(SafeText.Of(part.Text), part.Style);
        }

        Data.Write(line.Append("\n"));
    }

    /// <summary>Writes an error and returns the exit code 1.</summary>
    public int Fail(string message) => ExitCode.Failure(error, message);

    /// <summary>Writes a usage error and returns the exit code 2.</summary>
    public int Misuse(string message) => ExitCode.WrongUsage(error, message);

    /// <summary>Writes a message that is not data.</summary>
    public void Hint(string message) => error.WriteLine(SafeText.Of(message));

    /// <summary>Suggests the next command to try.</summary>
    public void Next(string command) => Hint($"Next: payhooks {command}");

    /// <summary>Creates a cell with literal text.</summary>
    public static IRenderable Plain(string text) => new Text(SafeText.Of(text));

    private static IAnsiConsole Open(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Unicode = false;
        }

        return console;
    }
}
