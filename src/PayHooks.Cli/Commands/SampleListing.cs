using PayHooks.Cli.Terminal;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Commands;

/// <summary>Lists the samples of a provider.</summary>
internal static class SampleListing
{
    /// <summary>The types that the samples of all providers become.</summary>
    public static IEnumerable<string> Types => ProviderArgument.Names.SelectMany(SampleCatalog.Events).Select(sample => sample.Type)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Shows the samples as a table.</summary>
    public static void Show(CliConsole screen, IReadOnlyList<SampleEvent> samples)
    {
        var table = new TextTable(("event", ColumnKind.Text), ("becomes", ColumnKind.Text), ("", ColumnKind.Note));
        foreach (var sample in samples)
        {
            table.Add(sample.Name, sample.Type, sample.IsSigned ? "" : "unsigned: the source must accept it");
        }

        table.Show(screen);
    }

    /// <summary>Lists the providers that have samples.</summary>
    public static void ShowProviders(CliConsole screen, bool asJson)
    {
        var names = ProviderArgument.Names.Where(name => SampleCatalog.Events(name).Count > 0).ToArray();
        if (asJson)
        {
            Json.WriteLine(screen.Out, json =>
            {
                json.WriteStartArray();
                foreach (var name in names)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
            });
            return;
        }

        foreach (var name in names)
        {
            screen.Line(name);
        }

        screen.Next("send PROVIDER --list");
    }

    /// <summary>Writes the samples as JSON.</summary>
    public static void WriteJson(CliConsole screen, IReadOnlyList<SampleEvent> samples) => Json.WriteLine(screen.Out, json =>
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
