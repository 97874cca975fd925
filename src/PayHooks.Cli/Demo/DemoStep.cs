using PayHooks.Verification;

namespace PayHooks.Cli.Demo;

/// <summary>Something that happens to a receiver, and what PayHooks promises to make of it.</summary>
/// <param name="Title">What is sent.</param>
/// <param name="Posts">The deliveries, each to its source.</param>
/// <param name="Answer">The promised HTTP status of each.</param>
/// <param name="Events">The events promised; none when all is refused.</param>
internal sealed record DemoStep(string Title, IReadOnlyList<Post> Posts, int Answer, IReadOnlyList<PromisedEvent> Events)
{
    /// <summary>Events that must not come into being.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Whether the deliveries go out at the same time.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Whether the event is to be dead first and is then replayed.</summary>
    public bool DiesFirst { get; init; }

    /// <summary>Whether the server is stopped and started again before it.</summary>
    public bool AfterRestart { get; init; }
}

/// <summary>One delivery.</summary>
/// <param name="Source">Where to.</param>
/// <param name="Delivery">What.</param>
internal sealed record Post(string Source, SignedBody Delivery);

/// <summary>What an event is promised to be in the end: completed, and this.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Deliveries">How many deliveries reported it.</param>
/// <param name="Runs">How often each handler ran.</param>
internal sealed record PromisedEvent(string Id, string Type, int Deliveries, params (string Handler, Runs Runs)[] Runs);
