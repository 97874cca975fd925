using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>An operation of the API. Several can share a route if their methods differ.</summary>
/// <param name="Name">The name, also that of its function on Azure Functions, whose key grants only this operation.</param>
/// <param name="Route">A constant of <see cref="ApiRoutes"/>.</param>
/// <param name="Methods">The HTTP methods it accepts, in upper case.</param>
/// <param name="Right">The permission that a caller needs.</param>
/// <param name="Answer">Handles the request, with the services of the host.</param>
internal sealed record ApiOperation(
    string Name, string Route, IReadOnlyList<string> Methods, ApiRight Right, Func<IServiceProvider, HttpContext, Task> Answer)
{
    /// <summary>What it does, as a sentence. The OpenAPI document and the MCP tools show it.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The placeholders of its route.</summary>
    public IReadOnlyList<ApiParameter> Path { get; init; } = [];

    /// <summary>The query parameters that it reads. Any other is refused: a misspelled filter would do more than was asked.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>The members of the JSON object that it reads, besides <c>reason</c>, which every change takes.</summary>
    public IReadOnlyList<ApiParameter> Members { get; init; } = [];

    /// <summary>Its successful responses. All others are problem details.</summary>
    public IReadOnlyList<ApiResult> Results { get; init; } = [];

    /// <summary><see cref="Query"/>, and <c>reason</c> for a change.</summary>
    public IEnumerable<ApiParameter> AllQuery => Right == ApiRight.Read ? Query : [.. Query, ApiParameters.Reason];
}

/// <summary>What an operation does to events.</summary>
internal enum ApiRight
{
    /// <summary>Reads data.</summary>
    Read,

    /// <summary>Reruns handlers, or lets them wait.</summary>
    Operate,

    /// <summary>Deletes data permanently.</summary>
    Erase,
}
