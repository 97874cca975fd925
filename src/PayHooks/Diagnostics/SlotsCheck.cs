namespace PayHooks.Diagnostics;

/// <summary>Checks that slots for events become free.</summary>
internal sealed class SlotsCheck(SlotUsage slots) : ISelfCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "slots";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var fullFor = slots.FullFor;
        return ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(
        [
            fullFor < Limit
                ? SelfCheckResult.Passed(Name, "Further events can start.")
                : SelfCheckResult.Failed(
                    Name, $"For {fullFor.TotalMinutes:0} min no further event could start: the handlers of all running ones take long.",
                    "See which handlers: payhooks events --status processing. Pause their source or handler (payhooks pause), or give "
                        + "them a shorter timeout."),
        ]);
    }
}
