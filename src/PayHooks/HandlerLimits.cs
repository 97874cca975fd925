namespace PayHooks;

/// <summary>
/// The limits of one handler. Concurrency and rate apply to each process: on Azure, to each instance of the app. An event that finds its
/// handler at a limit for two seconds is put off, which uses up no attempt.
/// </summary>
public sealed record HandlerLimits
{
    /// <summary>No limits of its own.</summary>
    internal static HandlerLimits None { get; } = new();

    /// <summary>How many events the handler processes at a time; null for as many as there are slots.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many events the handler begins in a second; null for no limit.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How long one run may take, 1 second to 1 hour; null for the setting <c>PayHooks__HandlerTimeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The delay before each retry, 1 second to 6 days; null for the setting <c>PayHooks__Retry__Delays</c>. If several handlers of an
    /// event fail, it is tried again while one of them has retries left, at the latest of their times.
    /// </summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>What is wrong with the limits; null if nothing is.</summary>
    internal string? FindProblem() => this switch
    {
        { Concurrency: < 1 } => "Concurrency is at least 1.",
        { RatePerSecond: not null and not (> 0 and <= 10_000) } => "RatePerSecond is more than 0 and at most 10,000.",
        { Timeout: { } timeout } when timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromHours(1) =>
            "Timeout is between 1 second and 1 hour.",
        { RetryDelays: { } delays } when delays.Any(delay => delay < TimeSpan.FromSeconds(1) || delay > TimeSpan.FromDays(6)) =>
            "RetryDelays are between 1 second and 6 days.",
        _ => null,
    };
}
