using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Faults.Proof;

/// <summary>Tells what came out: a table for people, JSON for programs.</summary>
internal static class Report
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The closing table.</summary>
    public static void Show(CliConsole screen, RunOptions options, Figures figures)
    {
        var table = new TextTable(("", ColumnKind.Word), ("", ColumnKind.Number), ("", ColumnKind.Text));
        void Row(string name, long number, string meaning, bool? isKept = null) => table.Add(
            new TableCell(name, new Style(isKept switch { null => Color.Default, true => Color.Green, false => Color.Red })),
            Count(number), new TableCell(meaning, new Style(Color.Grey)));

        Row("acked", figures.Acked, $"deliveries answered 200, of {Count(figures.Requests)} requests; {Count(figures.AckedEvents)} events");
        Row("lost", figures.Lost, "of them, not counted by the ledger or without effect", figures.Lost == 0);
        Row("handled", figures.Handled, "events with an effect");
        Row("rerunAtKill", figures.RerunAtKill, "effects repeated, their handler was running when its process was killed");
        Row("doubledWithoutKill", figures.DoubledWithoutKill, "effects repeated for no such reason", figures.DoubledWithoutKill == 0);
        Row("stuck", figures.Stuck, "events not completed, messages left", figures.Stuck == 0);
        Row("invented", figures.Invented, "events that nobody sent", figures.Invented == 0);
        Row("kills", figures.Kills, "of the server's process, by SIGKILL");
        table.Show(screen);
        screen.Out.WriteLine();
        if (!options.OnAzurite)
        {
            screen.Out.WriteLine(figures.Damage is null ? "The store is intact." : $"The store is damaged: {figures.Damage}");
        }

        screen.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(figures.IsProof ? "Kept" : "BROKEN")} in {figures.Took.TotalSeconds:0} s. The same schedule again: --events "
                + $"{options.Events} --kills {options.Kills} --seed {options.Seed}{(options.OnAzurite ? " --azurite" : "")}{(options.Replays ? " --replay" : "")}"));
    }

    /// <summary>The figures as JSON.</summary>
    public static byte[] ToJson(RunOptions options, Figures figures)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("store"u8, options.OnAzurite ? "azurite" : "embedded");
            json.WriteNumber("events"u8, options.Events);
            json.WriteNumber("seed"u8, options.Seed);
            json.WriteNumber("requests"u8, figures.Requests);
            json.WriteNumber("acked"u8, figures.Acked);
            json.WriteNumber("ackedEvents"u8, figures.AckedEvents);
            json.WriteNumber("lost"u8, figures.Lost);
            json.WriteNumber("handled"u8, figures.Handled);
            json.WriteNumber("rerunAtKill"u8, figures.RerunAtKill);
            json.WriteNumber("doubledWithoutKill"u8, figures.DoubledWithoutKill);
            json.WriteNumber("stuck"u8, figures.Stuck);
            json.WriteNumber("invented"u8, figures.Invented);
            json.WriteString("damage"u8, figures.Damage);
            json.WriteNumber("kills"u8, figures.Kills);
            json.WriteNumber("seconds"u8, Math.Round(figures.Took.TotalSeconds, 1));
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
