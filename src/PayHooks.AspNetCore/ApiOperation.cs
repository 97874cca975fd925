using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>One operation of the API. Several can share a route; their methods differ.</summary>
/// <param name="Name">Its name: the name of its function on Azure Functions, whose key opens this operation alone.</param>
/// <param name="Route">A constant of <see cref="ApiRoutes"/>.</param>
/// <param name="Methods">The HTTP methods it answers, in upper case.</param>
/// <param name="Right">What a caller needs to be allowed to do.</param>
/// <param name="Answer">Answers the request, with the services of the host.</param>
internal sealed record ApiOperation(
    string Name, string Route, IReadOnlyList<string> Methods, ApiRight Right, Func<IServiceProvider, HttpContext, Task> Answer);

/// <summary>What an operation does to events.</summary>
internal enum ApiRight
{
    /// <summary>Reads.</summary>
    Read,

    /// <summary>Runs handlers again.</summary>
    Operate,

    /// <summary>Removes data for good.</summary>
    Erase,
}
