namespace PayHooks;

/// <summary>What a handler knows about its run.</summary>
/// <param name="IdempotencyKey">
/// The same for every attempt, every replay and every notice of the same change: use it where money moves.
/// </param>
/// <param name="Attempt">The number of this attempt, from 1; it keeps counting over replays.</param>
/// <param name="Deliveries">How many deliveries have reported the event so far.</param>
/// <param name="ReplayId">The replay being served, or null.</param>
public sealed record HandlerContext(string IdempotencyKey, int Attempt, int Deliveries, string? ReplayId)
{
    /// <summary>
    /// The payment at the start of the attempt, this event included: of a payment's own event, or of its refund, capture or dispute. Null
    /// when the event belongs to no known payment.
    /// </summary>
    public Payment? Payment { get; init; }

    /// <summary>What the event did to the object it reports; null for events that report no state of one.</summary>
    public Effect? Effect { get; init; }
}
