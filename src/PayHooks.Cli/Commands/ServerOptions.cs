using System.CommandLine;
using PayHooks.Cli.Client;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary><c>--server</c> and <c>--key</c>, for every command that connects to a server.</summary>
internal sealed class ServerOptions(CliEnvironment surroundings)
{
    private const string Variable = "PAYHOOKS_KEY";
    private const string ServerVariable = "PAYHOOKS_SERVER";

    /// <summary><c>--server</c>.</summary>
    public Option<string> Server { get; } = new("--server")
    {
        Description = $"The server's base URL. Default: the variable {ServerVariable}, otherwise the local server",
        HelpName = "URL",
        DefaultValueFactory = _ => surroundings.Variable(ServerVariable) is { Length: > 0 } url ? url : DefaultServer.Url,
    };

    private readonly Option<string?> key = new("--key")
    {
        Description = $"The server's key; - reads it from standard input. Default: the variable {Variable}",
        HelpName = "K",
    };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(Server);
        command.Add(key);
        return command;
    }

    /// <summary>Whether the server is named, as an option or a variable.</summary>
    public bool IsNamed(ParseResult command) =>
        command.GetResult(Server) is { Implicit: false } || surroundings.Variable(ServerVariable) is { Length: > 0 };

    /// <summary>Whether the key comes from standard input.</summary>
    public bool ReadsInput(ParseResult command) => command.GetValue(key) == StandardInput.Mark;

    /// <summary>Connects to the server; writes an error and returns null when its URL is invalid.</summary>
    public Task<ApiClient?> ConnectAsync(ParseResult command, CliConsole screen, CancellationToken cancellationToken) =>
        ConnectAsync(command, screen, ApiClient.UsualLimit, cancellationToken);

    /// <summary>Connects to the server for requests that take long.</summary>
    public async Task<ApiClient?> ConnectAsync(
        ParseResult command, CliConsole screen, TimeSpan limit, CancellationToken cancellationToken)
    {
        var url = command.GetRequiredValue(Server);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            screen.Misuse(
                $"'{url}' is not a server's URL. Write --server or {ServerVariable} as {DefaultServer.Url} or https://host.");
            return null;
        }

        var word = await StandardInput.ReadWordAsync(command.GetValue(key), Variable, surroundings, cancellationToken);
        return new ApiClient(address, word, limit);
    }
}
