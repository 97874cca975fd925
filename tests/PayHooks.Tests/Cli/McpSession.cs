using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Terminal;

namespace PayHooks.Tests.Cli;

/// <summary>A run of <c>payhooks mcp</c> in this process, and a client of it.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly Pipe requests;
    private readonly Task<ToolRun> run;

    private McpSession(Pipe requests, Task<ToolRun> run, McpClient client) => (this.requests, this.run, Client) = (requests, run, client);

    public McpClient Client { get; }

    public static async Task<McpSession> StartAsync(string url, params string[] options)
    {
        Pipe input = new(), output = new();
        var around = new CliEnvironment
        {
            Input = () => input.Reader.AsStream(),
            Output = () => output.Writer.AsStream(),
            Variable = _ => null,
        };
        var command = ToolRun.Of(McpCommand.Create(around), ["mcp", "--server", url, .. options]);
        var client = await McpClient.CreateAsync(
            new StreamClientTransport(input.Writer.AsStream(), output.Reader.AsStream()));
        return new McpSession(input, command, client);
    }

    /// <summary>Calls a tool; returns its text and whether it is an error. A tool that does not exist is an error, too.</summary>
    public async Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        try
        {
            var result = await Client.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value));
            return (string.Concat(result.Content.OfType<TextContentBlock>().Select(one => one.Text)), result.IsError == true);
        }
        catch (ModelContextProtocol.McpException e)
        {
            return (e.Message, true);
        }
    }

    /// <summary>Ends the input, as a client does; the command then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await requests.Writer.CompleteAsync();
        var ended = await run;
        Assert.Equal((0, "", ""), (ended.ExitCode, ended.Output, ended.Error));
    }
}
