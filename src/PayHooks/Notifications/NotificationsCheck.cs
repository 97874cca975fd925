using PayHooks.Diagnostics;

namespace PayHooks.Notifications;

/// <summary>Checks that the targets of notifications accept them.</summary>
internal sealed class NotificationsCheck(NotificationOutbox outbox) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var problems = outbox.Problems;
        return ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(problems.Count == 0
            ? [SelfCheckResult.Passed(Name, Passed(outbox.Targets))]
            :
            [
                .. problems.Select(problem => SelfCheckResult.Warning(
                    Name, problem, "Check the target's address and secret. PayHooks sends the notification again for a day.")),
            ]);
    }

    private static string Passed(int targets) => targets switch
    {
        0 => "No target is configured, so nobody is notified.",
        1 => "Notifications are sent to one target.",
        _ => $"Notifications are sent to {targets} targets.",
    };
}
