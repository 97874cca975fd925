namespace PayHooks.Processing.Protocol;

/// <summary>The times of a claim. The same in every process of a store; only the crash test uses shorter ones.</summary>
/// <param name="Length">How long a claim lasts unless it is renewed.</param>
/// <param name="Interval">How often it is renewed.</param>
internal sealed record LeaseTimes(TimeSpan Length, TimeSpan Interval)
{
    /// <summary>Two minutes, renewed every 30 seconds.</summary>
    public static LeaseTimes Default { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
}
