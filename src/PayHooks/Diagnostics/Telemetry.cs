using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PayHooks.Diagnostics;

/// <summary>The meter, the activity source and all their names. Names are stable: alerts rely on them.</summary>
internal static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "PayHooks";

    /// <summary>Activity: a delivery from receipt to response.</summary>
    public const string ReceiveActivity = "webhook receive";

    /// <summary>Activity: a message from dequeue to outcome, linked to the receipt.</summary>
    public const string ProcessActivity = "webhook process";

    /// <summary>The activity source.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Deliveries by source, outcome and reason.</summary>
    public static Counter<long> Deliveries { get; } =
        Meter.CreateCounter<long>("payhooks.deliveries", "{delivery}", "Deliveries by outcome.");

    /// <summary>Seconds from receipt to response.</summary>
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

    /// <summary>Contradictions in payments, by source and flag (such as paid_twice). Each is counted once.</summary>
    public static Counter<long> PaymentFlags { get; } =
        Meter.CreateCounter<long>("payhooks.payment_flags", "{flag}", "Contradictions found in payments.");

    /// <summary>Events that a provider's API was to confirm, by source and outcome.</summary>
    public static Counter<long> Confirmations { get; } =
        Meter.CreateCounter<long>("payhooks.confirmations", "{event}", "Events that a provider's API was to confirm.");

    /// <summary>Open payments that a provider's API was asked about, by source and outcome.</summary>
    public static Counter<long> OpenPayments { get; } =
        Meter.CreateCounter<long>("payhooks.open_payments", "{request}", "Open payments that a provider's API was asked about.");

    /// <summary>Seconds between when work was due and when it started.</summary>
    public static Histogram<double> EventLag { get; } =
        Meter.CreateHistogram<double>("payhooks.event.lag", "s", "From due to start.");

    /// <summary>Handler duration in seconds.</summary>
    public static Histogram<double> HandlerDuration { get; } =
        Meter.CreateHistogram<double>("payhooks.handler.duration", "s", "Runs of handlers.");

    /// <summary>Handlers that kept running after they were canceled, by source and handler.</summary>
    public static Counter<long> IgnoredCancellations { get; } =
        Meter.CreateCounter<long>("payhooks.handler.ignored_cancellations", "{run}", "Runs of handlers that ignored their cancellation.");

    /// <summary>Seconds for which no slot was free for another event; 0 if one is.</summary>
    public static Gauge<double> SlotsFull { get; } =
        Meter.CreateGauge<double>("payhooks.slots.full", "s", "How long no slot has been free for another event.");

    /// <summary>Index of the secret that matched, and the number of secrets of the source: the last one is the newest.</summary>
    public static Counter<long> SecretMatched { get; } =
        Meter.CreateCounter<long>("payhooks.secret.matched", "{delivery}", "Which secret matched.");

    /// <summary>Messages that the platform moved to its poison queue, by source.</summary>
    public static Counter<long> PoisonMessages { get; } =
        Meter.CreateCounter<long>("payhooks.poison_messages", "{message}", "Messages that the platform gave up on.");

    /// <summary>Number of dead events at the last sample.</summary>
    public static Gauge<long> DeadLetters { get; } = Meter.CreateGauge<long>("payhooks.dead_letters", "{event}", "Events that are dead.");

    /// <summary>Number of messages in the queue at the last sample.</summary>
    public static Gauge<long> Waiting { get; } = Meter.CreateGauge<long>("payhooks.waiting", "{message}", "Messages in the queue.");

    /// <summary>Number of messages, at the last sample, in queues that nothing reads; absent if the store has one queue only.</summary>
    public static Gauge<long> StrayMessages { get; } =
        Meter.CreateGauge<long>("payhooks.stray_messages", "{message}", "Messages in queues that nothing reads.");

    /// <summary>Seconds by which a source's silence exceeds its <c>SilenceAfter</c>; 0 if it does not, absent without that
    /// setting.</summary>
    public static Gauge<double> SourceOverdue { get; } =
        Meter.CreateGauge<double>("payhooks.source.overdue", "s", "Silence beyond the source's limit.");

    /// <summary>Items of providers' APIs that were compared, by source.</summary>
    public static Counter<long> ReconcileChecked { get; } =
        Meter.CreateCounter<long>("payhooks.reconcile.checked", "{item}", "Items of providers' APIs that were compared.");

    /// <summary>Items that no webhook had reported and that were enqueued, by source.</summary>
    public static Counter<long> ReconcileMissed { get; } =
        Meter.CreateCounter<long>("payhooks.reconcile.missed", "{item}", "Items that no webhook had reported.");

    /// <summary>Items that contradict what is stored, by source.</summary>
    public static Counter<long> ReconcileConflicts { get; } =
        Meter.CreateCounter<long>("payhooks.reconcile.conflicts", "{item}", "Items that contradict what is stored.");

    /// <summary>Requests to providers' APIs, by source and outcome (succeeded, unavailable, throttled, refused, unexpected).</summary>
    public static Counter<long> ReconcileRequests { get; } =
        Meter.CreateCounter<long>("payhooks.reconcile.requests", "{request}", "Requests to providers' APIs.");

    /// <summary>Seconds since the time up to which a source is reconciled; absent for sources that are not.</summary>
    public static Gauge<double> ReconcileWatermarkAge { get; } =
        Meter.CreateGauge<double>("payhooks.reconcile.watermark_age", "s", "Age of the time up to which a source is reconciled.");

    /// <summary>1 if the provider's webhook endpoint of a source is absent, disabled or lacks events, otherwise 0; absent for sources whose
    /// provider is not asked.</summary>
    public static Gauge<long> EndpointProblem { get; } =
        Meter.CreateGauge<long>("payhooks.source.endpoint_problem", "{problem}", "Problems of webhook endpoints at providers.");
}
