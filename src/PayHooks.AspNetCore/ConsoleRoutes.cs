using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PayHooks.AspNetCore;

/// <summary>The console's files, at the paths of both hosts and at the server's root.</summary>
internal sealed class ConsoleRoutes(AdminGuard guard, ConsoleFiles files)
{
    /// <summary>Adds them to the server.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/", AnswerRootAsync);
        routes.Map(ConsoleFiles.Route, AnswerAsync);
    }

    // A webhook that lost its path is told that there is nothing here, as on any other path without a source.
    private Task AnswerRootAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return AnswerAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task AnswerAsync(HttpContext context) => guard.CheckPlace(context) is { } refusal
        ? ProblemDetailsResponse.WriteAsync(context, refusal.StatusCode, refusal.Detail)
        : files.AnswerAsync(context);
}
