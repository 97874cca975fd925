using System.CommandLine;
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
        var known = facts.Where(fact => fact.Value is not null).ToArray();
        var grid = new Grid()
            .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, value) in known)
        {
            grid.AddRow(Plain(name, new Style(Color.Grey)), Plain(value!));
        }

        Show(grid);
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

    /// <summary>Writes an error and returns the exit code 1.</summary>
    public int Fail(string message) => ExitCode.Failure(error, Format.Safe(message));

    /// <summary>Writes a usage error and returns the exit code 2.</summary>
    public int Misuse(string message) => ExitCode.WrongUsage(error, Format.Safe(message));

    /// <summary>Writes a message that is not data.</summary>
    public void Hint(string message) => error.WriteLine(Format.Safe(message));

    /// <summary>Suggests the next command to try.</summary>
    public void Next(string command) => Hint($"Next: payhooks {command}");

    /// <summary>Creates a cell with literal text, truncated to the width of its column.</summary>
    public static IRenderable Plain(string text, Style? style = null) =>
        new Text(Format.Safe(text), style) { Overflow = Overflow.Ellipsis };

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
