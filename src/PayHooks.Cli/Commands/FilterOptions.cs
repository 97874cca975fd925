using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Storage;

namespace PayHooks.Cli.Commands;

/// <summary><c>--source</c>, <c>--type</c>, <c>--status</c> and <c>--outcome</c>.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> source = Source();
    private readonly Option<string[]> type = Type("Only these types, for example payment.succeeded");
    private readonly Option<string[]> status = Status("Only these statuses", EventStatusText.Words.Split(", "));
    private readonly Option<string[]> outcome = CreateOutcome();

    /// <summary>The option <c>--source</c>.</summary>
    public static Option<string[]> Source() => ListOption.Create("--source", "S", "Only these sources");

    /// <summary>The option <c>--handler</c>.</summary>
    public static Option<string[]> Handler() =>
        ListOption.Create("--handler", "NAME", "Only events that one of these handlers has finished or failed");

    /// <summary>The option <c>--type</c>.</summary>
    public static Option<string[]> Type(string description)
    {
        var option = ListOption.Create("--type", "T", description, word => word.Contains('*', StringComparison.Ordinal)
            ? $"A value of --type is one exact type, not the pattern '{word}'. Patterns select events only where handlers are registered."
            : null);
        option.CompletionSources.Add([.. SampleListing.Types]);
        return option;
    }

    /// <summary>The option <c>--status</c>.</summary>
    public static Option<string[]> Status(string description, IReadOnlyList<string> statuses)
    {
        var words = string.Join(", ", statuses);
        var option = ListOption.Create("--status", "S", $"{description}: {words}", word => statuses.Contains(word, StringComparer.Ordinal)
            ? null
            : $"'{word}' is not a status that this command takes. Use one of: {words}.");
        option.CompletionSources.Add([.. statuses]);
        return option;
    }

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(source);
        command.Add(type);
        command.Add(status);
        command.Add(outcome);
        return command;
    }

    /// <summary>Reads the filter from the command line.</summary>
    public EventFilter Read(ParseResult command) => new()
    {
        Source = [.. command.GetValue(source)!],
        Type = [.. command.GetValue(type)!],
        Status = [.. command.GetValue(status)!],
        Outcome = [.. command.GetValue(outcome)!],
    };

    private static Option<string[]> CreateOutcome()
    {
        var option = ListOption.Create(
            "--outcome", "O", $"Only completed events with these outcomes: {EventOutcomeText.Words}", word =>
                EventOutcomeText.Parse(word) is null ? $"'{word}' is not an outcome. Use one of: {EventOutcomeText.Words}." : null);
        option.CompletionSources.Add(EventOutcomeText.Words.Split(", "));
        return option;
    }
}
