using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary>Arguments that take event ids.</summary>
internal static class EventIdArgument
{
    /// <summary>Creates an argument for exactly one id.</summary>
    public static Argument<string> One()
    {
        var argument = new Argument<string>("ID") { Description = "The event's id (evt_...), or the first part that a list shows" };
        argument.Validators.Add(result => Check(result, word => EventIds.IsWellFormed(word) || ShortEventId.IsWellFormed(word)));
        return argument;
    }

    /// <summary>Creates an argument for any number of ids.</summary>
    public static Argument<string[]> Many()
    {
        var argument = new Argument<string[]>("ID") { Description = "The events' ids (evt_...)", Arity = ArgumentArity.ZeroOrMore };
        argument.Validators.Add(result => Check(result, EventIds.IsWellFormed));
        return argument;
    }

    /// <summary>Gets the event with an id or its first part. Returns it as the API has it, or the problem.</summary>
    public static async Task<(JsonElement Event, string? Problem)> ReadAsync(
        ApiClient server, string id, CancellationToken cancellationToken)
    {
        var (whole, unclear) = await ShortEventId.FindAsync(server, id, cancellationToken);
        if (unclear is not null)
        {
            return (default, unclear);
        }

        var answer = await server.GetAsync($"api/events/{whole}", cancellationToken);
        return answer.Problem is null ? (answer.Json!.Value, null) : (default, Explain(answer, whole, server));
    }

    /// <summary>Explains a failed request about one event.</summary>
    public static string Explain(ApiResponse answer, string id, ApiClient server) => answer.Status == HttpStatusCode.NotFound
        ? $"there is no event {id} at {server.Name}. payhooks events{server.Option} lists the existing ones."
        : answer.Problem!;

    /// <summary>Whether one of the ids was meant as an option.</summary>
    public static bool IsOption(Token token) => token.Value.StartsWith('-');

    private static void Check(ArgumentResult result, Func<string, bool> isValid)
    {
        foreach (var token in result.Tokens.Where(token => !isValid(token.Value)))
        {
            // Without this check, the parser treats an unknown option as another id.
            result.AddError(IsOption(token)
                ? $"There is no option '{token.Value}'."
                : $"'{token.Value}' is not an event id. Ids are evt_ and 26 characters; payhooks events lists them.");
        }
    }
}
