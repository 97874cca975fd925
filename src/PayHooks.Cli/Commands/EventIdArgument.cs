using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using PayHooks.Cli.Client;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary>Arguments that are events' ids.</summary>
internal static class EventIdArgument
{
    /// <summary>Exactly one.</summary>
    public static Argument<string> One()
    {
        var argument = new Argument<string>("ID") { Description = "The event's id (evt_...)" };
        argument.Validators.Add(Check);
        return argument;
    }

    /// <summary>Any number.</summary>
    public static Argument<string[]> Many()
    {
        var argument = new Argument<string[]>("ID") { Description = "The events' ids (evt_...)", Arity = ArgumentArity.ZeroOrMore };
        argument.Validators.Add(Check);
        return argument;
    }

    /// <summary>What to tell of an answer about one event.</summary>
    public static string Explain(ApiResponse answer, string id, ApiClient server) => answer.Status == HttpStatusCode.NotFound
        ? $"there is no event {id} at {server.Name}. payhooks events{server.Option} lists those that there are."
        : answer.Problem!;

    private static void Check(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => !EventIds.IsWellFormed(token.Value)))
        {
            result.AddError($"'{token.Value}' is no event id. Ids are evt_ and 26 characters; payhooks events lists them.");
        }
    }
}
