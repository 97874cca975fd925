using PayHooks.Diagnostics;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Checks that the store answers and can be written, and whether it holds dead letters.</summary>
internal sealed class StoreHealthCheck(EventOperations operations, IStoreHealth? health = null) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var stats = await operations.StatsAsync(cancellationToken);
        return
        [
            health?.FindProblem() is { } problem
                ? SelfCheckResult.Failed(
                    Name, problem, "Deliveries get a 503 response until this is fixed; the provider sends them again.")
                : SelfCheckResult.Passed(Name, $"Answers. {stats.Waiting:N0} messages wait."),
            stats.DeadLetters > 0
                ? SelfCheckResult.Warning(
                    "dead letters", $"{stats.DeadLetters:N0} events failed for good.",
                    "See: payhooks events --status dead. Fix the cause, then: payhooks replay --status dead")
                : SelfCheckResult.Passed("dead letters", "None."),
        ];
    }
}
