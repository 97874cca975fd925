using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Storage;

namespace PayHooks.Cli.Commands;

/// <summary><c>--source</c>, <c>--type</c>, <c>--status</c> and <c>--outcome</c>.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> source = new("--source") { Description = "Only this source", HelpName = "S" };
    private readonly Option<string?> type = Type("Only this type, for example payment.succeeded");
    private readonly Option<string?> status = Status("Only this status", EventStatusText.Words.Split(", "));
    private readonly Option<string?> outcome = CreateOutcome();

    /// <summary>The option <c>--type</c>.</summary>
    public static Option<string?> Type(string description)
    {
        var option = new Option<string?>("--type") { Description = description, HelpName = "T" };
        option.CompletionSources.Add([.. SampleListing.Types]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && word.Contains('*', StringComparison.Ordinal))
            {
                result.AddError(
                    $"--type takes one exact type, not the pattern '{word}'. Patterns select events only where handlers are registered.");
            }
        });
        return option;
    }

    /// <summary>The option <c>--status</c>.</summary>
    public static Option<string?> Status(string description, IReadOnlyList<string> statuses)
    {
        var words = string.Join(", ", statuses);
        var option = new Option<string?>("--status") { Description = $"{description}: {words}", HelpName = "S" };
        option.CompletionSources.Add([.. statuses]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && !statuses.Contains(word, StringComparer.Ordinal))
            {
                result.AddError($"'{word}' is not a status that this command takes. Use one of: {words}.");
            }
        });
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
    public EventFilter Read(ParseResult command) => new(command.GetValue(source), command.GetValue(type), command.GetValue(status))
    {
        Outcome = command.GetValue(outcome),
    };

    private static Option<string?> CreateOutcome()
    {
        var option =
            new Option<string?>("--outcome")
            {
                Description = $"Only completed events with this outcome: {EventOutcomeText.Words}",
                HelpName = "O"
            };
        option.CompletionSources.Add(EventOutcomeText.Words.Split(", "));
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && EventOutcomeText.Parse(word) is null)
            {
                result.AddError($"'{word}' is not an outcome. Use one of: {EventOutcomeText.Words}.");
            }
        });
        return option;
    }
}
