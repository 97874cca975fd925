using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PayHooks.Diagnostics;

/// <summary>The one meter and the one activity source, and every name on them. Names are stable: alerts rely on them.</summary>
internal static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "PayHooks";

    /// <summary>Activity: a delivery from receipt to answer.</summary>
    public const string ReceiveActivity = "webhook receive";

    /// <summary>Activity: a message from dequeue to outcome, linked to the receipt.</summary>
    public const string ProcessActivity = "webhook process";

    /// <summary>Emits the activities.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Deliveries by source, outcome and reason.</summary>
    public static Counter<long> Deliveries { get; } =
        Meter.CreateCounter<long>("payhooks.deliveries", "{delivery}", "Deliveries by outcome.");

    /// <summary>Seconds from receipt to answer.</summary>
    public static Histogram<double> AckDuration { get; } =
        Meter.CreateHistogram<double>("payhooks.ack.duration", "s", "From receipt to answer.");

    /// <summary>Outcomes of events by source and type.</summary>
    public static Counter<long> Events { get; } =
        Meter.CreateCounter<long>("payhooks.events", "{event}", "Events by outcome.");

    /// <summary>Events that completed although no handler accepts them, by source, type and outcome (no_handler, unrecognised).</summary>
    public static Counter<long> UnhandledEvents { get; } =
        Meter.CreateCounter<long>("payhooks.unhandled_events", "{event}", "Events that no handler accepts.");

    /// <summary>Deliveries of a known event that contradict its first delivery, by source.</summary>
    public static Counter<long> Conflicts { get; } =
        Meter.CreateCounter<long>("payhooks.conflicts", "{delivery}", "Deliveries that contradict the first one of their event.");

    /// <summary>Contradictions in payments, by source and flag (paid_twice and the like). Each counts once.</summary>
    public static Counter<long> PaymentFlags { get; } =
        Meter.CreateCounter<long>("payhooks.payment_flags", "{flag}", "Contradictions found in payments.");

    /// <summary>Seconds between when work was due and when it started.</summary>
    public static Histogram<double> EventLag { get; } =
        Meter.CreateHistogram<double>("payhooks.event.lag", "s", "From due to start.");

    /// <summary>Seconds that handlers took.</summary>
    public static Histogram<double> HandlerDuration { get; } =
        Meter.CreateHistogram<double>("payhooks.handler.duration", "s", "Runs of handlers.");

    /// <summary>Which of a source's secrets matched, by index, and how many it has: the last is the newest.</summary>
    public static Counter<long> SecretMatched { get; } =
        Meter.CreateCounter<long>("payhooks.secret.matched", "{delivery}", "Which secret matched.");

    /// <summary>Messages that the platform gave up on, by source.</summary>
    public static Counter<long> PoisonMessages { get; } =
        Meter.CreateCounter<long>("payhooks.poison_messages", "{message}", "Messages that the platform gave up on.");

    /// <summary>How many events are dead, as last counted.</summary>
    public static Gauge<long> DeadLetters { get; } = Meter.CreateGauge<long>("payhooks.dead_letters", "{event}", "Events that are dead.");

    /// <summary>How many messages are in the queue, as last counted.</summary>
    public static Gauge<long> Waiting { get; } = Meter.CreateGauge<long>("payhooks.waiting", "{message}", "Messages in the queue.");

    /// <summary>Seconds by which a source has been silent for longer than its <c>SilenceAfter</c>; 0 while it has not, absent without
    /// one.</summary>
    public static Gauge<double> SourceOverdue { get; } =
        Meter.CreateGauge<double>("payhooks.source.overdue", "s", "Silence beyond the source's limit.");
}
