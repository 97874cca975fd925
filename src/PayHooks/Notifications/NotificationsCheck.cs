using PayHooks.Diagnostics;

namespace PayHooks.Notifications;

/// <summary>Checks that the targets of notifications take them.</summary>
internal sealed class NotificationsCheck(Notifier notifier, NotificationSender sender) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(
        [
            notifier.Problem is { } problem
                ? SelfCheckResult.Warning(Name, problem, "Check the target's address and secret; sending is tried again for a day.")
                : SelfCheckResult.Passed(Name, sender.Targets.Count == 0 ? "No target is configured." : $"{sender.Targets.Count} targets."),
        ]);
}
