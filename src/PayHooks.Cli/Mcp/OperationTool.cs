using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using PayHooks.AspNetCore;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Mcp;

/// <summary>A tool that calls one operation of the API.</summary>
/// <param name="api">The server.</param>
/// <param name="operation">The operation.</param>
/// <param name="name">The name of the tool.</param>
/// <param name="description">What the tool does, for the model.</param>
/// <param name="isReadOnly">Whether the tool changes nothing.</param>
/// <param name="preset">Query parameters that the tool sets itself, so that a model cannot.</param>
internal sealed class OperationTool(
    ApiClient api, ApiOperation operation, string name, string description, bool isReadOnly,
    IReadOnlyDictionary<string, string>? preset = null)
    : ApiTool(
        name, description, [.. operation.Path, .. operation.AllQuery.Where(one => preset?.ContainsKey(one.Name) is not true)], isReadOnly)
{
    /// <summary>The name of the operation.</summary>
    public string Operation => operation.Name;

    /// <inheritdoc/>
    protected override async Task<CallToolResult> RunAsync(
        IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var all = preset is null ? texts : texts.Concat(preset).ToDictionary(StringComparer.Ordinal);
        var (path, problem) = ToolArguments.PathOf(operation, all);
        if (problem is not null)
        {
            return ToolResult.Error(problem);
        }

        return ToolResult.Of(HttpMethods.IsGet(operation.Methods[0])
            ? await api.GetAsync(path, cancellationToken)
            : await api.PostAsync(path, cancellationToken));
    }
}
