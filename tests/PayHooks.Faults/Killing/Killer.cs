using PayHooks.Faults.Processes;

namespace PayHooks.Faults.Killing;

/// <summary>Kills the server by the schedule.</summary>
/// <param name="schedule">The kills, in order.</param>
/// <param name="server">The server.</param>
/// <param name="progress">How much of the run is done, from 0 to 1.</param>
internal sealed class Killer(Kill[] schedule, ServerUnderTest server, Func<double> progress)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(20);

    /// <summary>Ends after the last kill.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var kill in schedule)
        {
            if (kill.Progress is { } due)
            {
                await UntilAsync(due, cancellationToken);
            }

            await Task.Delay(kill.After, TimeProvider.System, cancellationToken);
            await server.KillAndRestartAsync();
        }
    }

    // What was lost has no effect, and the run's end would never come.
    private async Task UntilAsync(double due, CancellationToken cancellationToken)
    {
        var (last, changed) = (progress(), TimeProvider.System.GetTimestamp());
        while (last < due && TimeProvider.System.GetElapsedTime(changed) < Standstill)
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
            if (progress() is var now && now > last)
            {
                (last, changed) = (now, TimeProvider.System.GetTimestamp());
            }
        }
    }
}
