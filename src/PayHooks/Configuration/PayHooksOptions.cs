using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>Everything that is set under <c>PayHooks__…</c>, read once at start.</summary>
internal sealed record PayHooksOptions
{
    /// <summary>The sources by name; those with a problem are not among them.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>The largest accepted body in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>How long the durable write may take before the answer is 503.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long bodies and details of completed events are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(35);

    /// <summary>How long a repeated delivery is recognized as a repeat.</summary>
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long one handler may take for one event.</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The delay before each retry; n delays are n + 1 attempts.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>Where the forwarder posts to; null when it is off.</summary>
    public ForwardSettings? Forward { get; init; }

    /// <summary>The key of the operations API on the local server; null for loopback only.</summary>
    public string? AdminKey { get; init; }

    /// <summary>What is wrong with the settings.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; init; } = [];

    /// <summary>Settings that can be used and are probably a mistake.</summary>
    public IReadOnlyList<ConfigurationError> Warnings { get; init; } = [];

    /// <summary>Without the keys that a record would print.</summary>
    public override string ToString() => $"{Sources.Count} sources, {Errors.Count} errors";
}
