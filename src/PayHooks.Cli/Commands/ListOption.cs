using System.CommandLine;
using System.CommandLine.Parsing;

namespace PayHooks.Cli.Commands;

/// <summary>An option with several values: it is repeated, or separates them by commas.</summary>
internal static class ListOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="helpName">The name of a value in the help.</param>
    /// <param name="description">What it does.</param>
    /// <param name="problemOf">What is wrong with a value, or null.</param>
    public static Option<string[]> Create(string name, string helpName, string description, Func<string, string?>? problemOf = null)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => [.. WordsOf(result.Tokens)],
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            foreach (var problem in WordsOf(result.Tokens).Select(word => problemOf?.Invoke(word)).OfType<string>())
            {
                result.AddError(problem);
            }
        });
        return option;
    }

    private static IEnumerable<string> WordsOf(IEnumerable<Token> tokens) =>
        tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
