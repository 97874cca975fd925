namespace PayHooks;

/// <summary>What a handler knows about its run.</summary>
/// <param name="IdempotencyKey">The same for every attempt and every replay of this handler for this event:
/// <c>evt_….HandlerName</c>.</param>
/// <param name="Attempt">The number of this attempt, from 1; it goes on counting over replays.</param>
/// <param name="Deliveries">How many deliveries have told the event so far.</param>
/// <param name="ReplayId">The replay being served, or null.</param>
public sealed record HandlerContext(string IdempotencyKey, int Attempt, int Deliveries, string? ReplayId);
