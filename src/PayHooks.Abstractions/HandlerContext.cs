namespace PayHooks;

/// <summary>The context of a handler's attempt.</summary>
/// <param name="IdempotencyKey">
/// The same for every attempt and replay, and for every event that reports the same change. Pass it to calls that move money.
/// </param>
/// <param name="Attempt">The number of this attempt, from 1; it continues across replays.</param>
/// <param name="Deliveries">How many deliveries have reported the event so far.</param>
/// <param name="ReplayId">The replay being served, or null.</param>
public sealed record HandlerContext(string IdempotencyKey, int Attempt, int Deliveries, string? ReplayId)
{
    /// <summary>
    /// The payment at the start of the attempt, including this event: for events of the payment or its refunds, captures and disputes. Null
    /// if the event does not belong to a known payment.
    /// </summary>
    public Payment? Payment { get; init; }

    /// <summary>The effect on the object that the event reports; null for events that report no state.</summary>
    public Effect? Effect { get; init; }
}
