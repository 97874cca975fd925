using PayHooks.Verification;

namespace PayHooks.Cli.Demo;

/// <summary>A step of the demo: what is sent, and what PayHooks must do with it.</summary>
/// <param name="Title">What is sent.</param>
/// <param name="Posts">The deliveries with their sources.</param>
/// <param name="Answer">The expected HTTP status of each response.</param>
/// <param name="Events">The expected events; none when all deliveries are rejected.</param>
internal sealed record DemoStep(string Title, IReadOnlyList<Post> Posts, int Answer, IReadOnlyList<PromisedEvent> Events)
{
    /// <summary>The ids of events that must not exist.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Whether the deliveries are sent concurrently.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Whether the event is expected to be dead-lettered and is then replayed.</summary>
    public bool DiesFirst { get; init; }

    /// <summary>Whether the server is restarted before this step.</summary>
    public bool AfterRestart { get; init; }
}

/// <summary>One delivery.</summary>
/// <param name="Source">The source.</param>
/// <param name="Delivery">The signed delivery.</param>
internal sealed record Post(string Source, SignedBody Delivery);

/// <summary>The expected final state of an event, which must also be completed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Deliveries">How many deliveries of it were received.</param>
/// <param name="Runs">How many times each handler ran.</param>
internal sealed record PromisedEvent(string Id, string Type, int Deliveries, params (string Handler, Runs Runs)[] Runs);
