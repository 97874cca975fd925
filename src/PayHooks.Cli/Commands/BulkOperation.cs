using System.Net;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>Changes events one by one and writes each result on its own line.</summary>
internal static class BulkOperation
{
    /// <summary>Changes each event; a failure does not stop the others.</summary>
    /// <param name="screen">The console to write to.</param>
    /// <param name="api">The server.</param>
    /// <param name="ids">The ids of the events.</param>
    /// <param name="done">The past participle of the operation: replayed, erased.</param>
    /// <param name="change">Changes one event.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ChangeAsync(
        CliConsole screen, ApiClient api, IReadOnlyCollection<string> ids, string done, Func<string, Task<ApiResponse>> change)
    {
        var failed = 0;
        foreach (var id in ids)
        {
            var answer = await change(id);
            if (answer.Status is null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                return screen.Fail(answer.Problem!);
            }

            failed += answer.Problem is null ? 0 : 1;
            screen.Line(
                $"{id}  {(answer.Problem is null ? done : $"not {done}: {EventIdArgument.Explain(answer, id, api)}")}");
        }

        return failed > 0 ? screen.Fail($"{failed} of {ids.Count} could not be {done}.") : ExitCode.Done;
    }
}
