using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Mcp;

/// <summary>A tool that calls one operation of the API.</summary>
internal sealed class OperationTool : McpServerTool
{
    private readonly ApiClient api;
    private readonly ApiOperation operation;
    private readonly IReadOnlyDictionary<string, string> preset;
    private readonly IReadOnlyList<ApiParameter> parameters;

    /// <summary>Creates the tool.</summary>
    /// <param name="api">The server.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="name">The name of the tool.</param>
    /// <param name="description">What the tool does, for the model.</param>
    /// <param name="isReadOnly">Whether the tool changes nothing.</param>
    /// <param name="preset">Query parameters that the tool sets itself, so that a model cannot.</param>
    public OperationTool(
        ApiClient api, ApiOperation operation, string name, string description, bool isReadOnly,
        IReadOnlyDictionary<string, string>? preset = null)
    {
        (this.api, this.operation, this.preset) = (api, operation, preset ?? new Dictionary<string, string>(StringComparer.Ordinal));
        parameters = [.. operation.Path, .. operation.AllQuery.Where(one => !this.preset.ContainsKey(one.Name))];
        ProtocolTool = Create(name, description, parameters, isReadOnly);
    }

    /// <summary>The name of the operation.</summary>
    public string Operation => operation.Name;

    /// <inheritdoc/>
    public override Tool ProtocolTool { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Metadata { get; } = [];

    /// <inheritdoc/>
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (texts, problem) = ToolArguments.Read(request.Params?.Arguments, parameters);
        if (problem is not null)
        {
            return ToolResult.Error(problem);
        }

        var (path, wrong) = ToolArguments.PathOf(operation, texts.Concat(preset).ToDictionary(StringComparer.Ordinal));
        if (wrong is not null)
        {
            return ToolResult.Error(wrong);
        }

        return ToolResult.Of(HttpMethods.IsGet(operation.Methods[0])
            ? await api.GetAsync(path, cancellationToken)
            : await api.PostAsync(path, cancellationToken));
    }

    /// <summary>Describes a tool.</summary>
    internal static Tool Create(string name, string description, IEnumerable<ApiParameter> parameters, bool isReadOnly) => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonSerializer.SerializeToElement(ParameterSchema.OfObject(parameters)),
        Annotations = new ToolAnnotations { ReadOnlyHint = isReadOnly, DestructiveHint = false, OpenWorldHint = false },
    };
}
