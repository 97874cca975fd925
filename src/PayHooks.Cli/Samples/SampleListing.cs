using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Samples;

/// <summary>Shows which samples a provider has.</summary>
internal static class SampleListing
{
    /// <summary>As a table.</summary>
    public static void Show(Screen screen, IReadOnlyList<SampleEvent> samples)
    {
        var table = Screen.Table("event", "becomes", "");
        foreach (var sample in samples)
        {
            table.AddRow(Screen.Plain(sample.Name), Screen.Plain(sample.Type), Screen.Plain(sample.IsSigned ? "" : "unsigned: the source must accept it"));
        }

        screen.Show(table);
    }

    /// <summary>As JSON.</summary>
    public static void WriteJson(Screen screen, IReadOnlyList<SampleEvent> samples) => Json.WriteLine(screen.Out, json =>
    {
        json.WriteStartArray();
        foreach (var sample in samples)
        {
            json.WriteStartObject();
            json.WriteString("event"u8, sample.Name);
            json.WriteString("type"u8, sample.Type);
            json.WriteBoolean("signed"u8, sample.IsSigned);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
