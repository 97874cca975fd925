using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>All settings under <c>PayHooks__…</c>, read once at start-up.</summary>
internal sealed record PayHooksOptions
{
    /// <summary>The valid sources by name.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>The largest accepted body in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>How long the durable write may take before the response is 503.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long bodies and details of completed events are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(35);

    /// <summary>A <see cref="DeduplicationWindow"/> that never ends.</summary>
    public static TimeSpan Unlimited { get; } = TimeSpan.MaxValue;

    /// <summary>How long duplicate deliveries are recognized, perhaps <see cref="Unlimited"/>.</summary>
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromDays(400);

    /// <summary>On Azure: the number of partitions for the events of a day.</summary>
    public int Shards { get; init; } = 2;

    /// <summary>The time limit of a handler for one event.</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The delay before each retry; n delays give n + 1 attempts.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>
    /// The most queues: at some 600 events a second each, they carry more than the 20,000 requests a second of a storage account allow.
    /// </summary>
    public const int MostQueues = 16;

    /// <summary>The number of queues on Azure.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>The forwarder's targets; empty when forwarding is off.</summary>
    public IReadOnlyList<ForwardSettings> Forwards { get; init; } = [];

    /// <summary>The targets of notifications; empty when nobody is notified.</summary>
    public IReadOnlyList<NotificationTarget> Notifications { get; init; } = [];

    /// <summary>The key of the operations API on the local server, where null allows only loopback; on Azure, with
    /// <see cref="SignIn"/>, that of machines, where null allows none.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Whether people sign in with Entra ID, by the authentication of App Service.</summary>
    public bool SignIn { get; init; }

    /// <summary>The configuration errors.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; init; } = [];

    /// <summary>Settings that are valid but probably a mistake.</summary>
    public IReadOnlyList<ConfigurationError> Warnings { get; init; } = [];

    /// <summary>Omits the keys that the generated method would print.</summary>
    public override string ToString() => $"{Sources.Count} sources, {Errors.Count} errors";
}
