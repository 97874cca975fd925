using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli;
using PayHooks.Cli.Terminal;

namespace PayHooks.Tests.Cli;

/// <summary>One run of the tool within this process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The output as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>The lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs a command line as the process would.</summary>
    public static async Task<ToolRun> Of(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return new ToolRun(await Program.RunAsync(args, output, error), output.ToString(), error.ToString());
    }

    /// <summary>Runs one command in surroundings of its own, until it ends or is told to.</summary>
    public static async Task<ToolRun> Of(Command command, string[] args, TextWriter? output = null,
        CancellationToken cancellationToken = default)
    {
        using StringWriter own = new(), error = new();
        var exitCode = await new RootCommand { command }.Parse(args).InvokeAsync(
            new InvocationConfiguration { Output = output ?? own, Error = error, EnableDefaultExceptionHandler = false },
                cancellationToken);
        return new ToolRun(exitCode, (output ?? own).ToString()!, error.ToString());
    }

    /// <summary>CliEnvironment with this on standard input and these variables.</summary>
    public static CliEnvironment With(string input = "", params (string Name, string Value)[] variables) => new()
    {
        Input = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        Variable = name => variables.FirstOrDefault(variable => variable.Name == name).Value,
        Settings = () => new ConfigurationBuilder().AddInMemoryCollection(variables.Select(variable =>
            KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value))).Build(),
    };
}
