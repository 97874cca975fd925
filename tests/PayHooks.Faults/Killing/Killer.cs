using PayHooks.Faults.Processes;

namespace PayHooks.Faults.Killing;

/// <summary>Kills the server by the schedule.</summary>
/// <param name="schedule">The kills, in order.</param>
/// <param name="server">The server.</param>
/// <param name="progress">How much of the run is done, from 0 to 1.</param>
internal sealed class Killer(Kill[] schedule, ServerUnderTest server, Func<double> progress)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Ends after the last kill.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var kill in schedule)
        {
            while (progress() < kill.Progress)
            {
                await Task.Delay(Glance, TimeProvider.System, cancellationToken);
            }

            await Task.Delay(kill.After, TimeProvider.System, cancellationToken);
            await server.KillAndRestartAsync();
        }
    }
}
