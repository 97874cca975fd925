using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using PayHooks.AspNetCore;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Commands;

/// <summary>The options that select the events of a bulk replay.</summary>
internal sealed class ReplaySelection
{
    private readonly Option<string[]> status =
        FilterOptions.Status("Instead of ids, all events with these statuses", ApiParameters.ReplayedStatuses);

    private readonly Option<string?> group = new("--group") { Description = "Instead of ids, a failure group", HelpName = "ID" };

    private readonly Option<string?> payment = new("--payment")
    {
        Description = "Instead of ids, the events of a payment, by the provider's id",
        HelpName = "ID",
    };

    private readonly Option<string[]> source = FilterOptions.Source();
    private readonly Option<string[]> type = FilterOptions.Type("Only these types");
    private readonly Option<string[]> handler = FilterOptions.Handler();
    private readonly Option<DateTimeOffset?> since;
    private readonly Option<DateTimeOffset?> until;
    private readonly Option<int?> limit = Number("--limit", "How many events at most", int.MaxValue);
    private readonly Option<int?> rate = Number("--rate", "How many events a second: 1 to 1000; default 50", 1000);
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only count the events" };

    public ReplaySelection(TimeProvider time)
    {
        since = TimeOption.Create("--since", "Only those received since", time);
        until = TimeOption.Create("--until", "Only those received before", time);
    }

    private Option[] Selecting => [status, group, payment];

    private Option[] Narrowing => [source, type, handler, since, until, limit, rate, dryRun];

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in Selecting.Concat(Narrowing))
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Reports options that do not go together.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="named">Whether it names events by their ids.</param>
    public void Check(CommandResult result, bool named)
    {
        var selects = Selecting.Any(option => IsGiven(result, option));
        if (named && selects)
        {
            result.AddError("Name either ids or --status, --group or --payment, not both.");
        }
        else if (!named && !selects)
        {
            result.AddError("Name the events by their ids, or all dead ones by --status dead.");
        }
        else if (named && Narrowing.FirstOrDefault(option => IsGiven(result, option)) is { } option)
        {
            result.AddError(
                $"{option.Name} selects among the events of a --status, --group or --payment; it cannot be combined with ids.");
        }
    }

    /// <summary>Whether the events are only counted.</summary>
    public bool IsDryRun(ParseResult command) => command.GetValue(dryRun);

    /// <summary>The part of the selection that a list of events has, too.</summary>
    public EventFilter Read(ParseResult command) => new()
    {
        Source = [.. command.GetValue(source)!],
        Type = [.. command.GetValue(type)!],
        Status = [.. command.GetValue(status)!],
        Since = command.GetValue(since),
        Until = command.GetValue(until),
    };

    /// <summary>Writes the members of the request.</summary>
    public void Write(ParseResult command, Utf8JsonWriter body)
    {
        body.WriteStartObject("filter"u8);
        WriteTexts("status", command.GetValue(status)!);
        WriteText("group", command.GetValue(group));
        WriteText("payment", command.GetValue(payment));
        WriteTexts("source", command.GetValue(source)!);
        WriteTexts("type", command.GetValue(type)!);
        WriteTexts("handler", command.GetValue(handler)!);
        WriteText("since", TextOf(command.GetValue(since)));
        WriteText("until", TextOf(command.GetValue(until)));
        body.WriteEndObject();
        WriteNumber("limit", command.GetValue(limit));
        WriteNumber("ratePerSecond", command.GetValue(rate));
        body.WriteBoolean("dryRun"u8, command.GetValue(dryRun));

        void WriteText(string name, string? text)
        {
            if (text is not null)
            {
                body.WriteString(name, text);
            }
        }

        void WriteTexts(string name, string[] texts)
        {
            if (texts.Length > 0)
            {
                body.WriteStartArray(name);
                foreach (var text in texts)
                {
                    body.WriteStringValue(text);
                }

                body.WriteEndArray();
            }
        }

        void WriteNumber(string name, int? number)
        {
            if (number is { } value)
            {
                body.WriteNumber(name, value);
            }
        }
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static string? TextOf(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static Option<int?> Number(string name, string description, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, CultureInfo.InvariantCulture, out var number)
                && (number < 1 || number > most))
            {
                result.AddError(
                    most == int.MaxValue ? $"{name} must be a number, at least 1." : $"{name} must be a number from 1 to {most}.");
            }
        });
        return option;
    }
}
