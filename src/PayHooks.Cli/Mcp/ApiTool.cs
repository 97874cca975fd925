using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;

namespace PayHooks.Cli.Mcp;

/// <summary>A tool that asks the server. Its arguments are checked first.</summary>
/// <param name="name">The name of the tool.</param>
/// <param name="description">What the tool does, for the model.</param>
/// <param name="parameters">The arguments that it takes.</param>
/// <param name="isReadOnly">Whether the tool changes nothing.</param>
internal abstract class ApiTool(string name, string description, IReadOnlyList<ApiParameter> parameters, bool isReadOnly) : McpServerTool
{
    private readonly IReadOnlyList<ApiParameter> parameters = parameters;

    /// <inheritdoc/>
    public sealed override Tool ProtocolTool { get; } = new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonSerializer.SerializeToElement(ParameterSchema.OfObject(parameters)),

        // A change is "destructive" unless it only adds something: a client may ask the person only then.
        Annotations = new ToolAnnotations { ReadOnlyHint = isReadOnly, DestructiveHint = !isReadOnly, OpenWorldHint = false },
    };

    /// <inheritdoc/>
    public sealed override IReadOnlyList<object> Metadata { get; } = [];

    /// <inheritdoc/>
    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (texts, problem) = ToolArguments.Read(request.Params?.Arguments, parameters);
        return problem is null ? await RunAsync(texts, cancellationToken) : ToolResult.Error(problem);
    }

    /// <summary>Runs the tool.</summary>
    /// <param name="texts">Its arguments.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    protected abstract Task<CallToolResult> RunAsync(IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken);
}
