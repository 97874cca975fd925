using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PayHooks.Http;

namespace PayHooks.Functions;

/// <summary><c>/console</c>: the console's files, open to everybody because they hold no data; what they ask for needs the key.</summary>
public sealed class ShowConsole(ConsoleFiles files)
{
    /// <summary>Hands the request to the files.</summary>
    [Function(nameof(ShowConsole))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = ConsoleFiles.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return files.AnswerAsync(request.HttpContext);
    }
}
