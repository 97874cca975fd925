using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary><c>/console</c>: the console's files, anonymous because they contain no data; their API calls require the key.</summary>
public sealed class ShowConsole(IServiceProvider services)
{
    private readonly ConsoleFiles files = services.GetRequiredService<ConsoleFiles>();

    /// <summary>Serves the requested file.</summary>
    [Function(nameof(ShowConsole))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = ConsoleFiles.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return files.AnswerAsync(request.HttpContext);
    }
}
