using PayHooks.Storage;

namespace PayHooks.Testing;

/// <summary>The result of an event that a <see cref="PayHooksTestHost"/> received.</summary>
/// <param name="Id">The PayHooks id of the event.</param>
/// <param name="Type">The common type, see <see cref="EventTypes"/>.</param>
/// <param name="Outcome">Whether its handlers succeeded.</param>
/// <param name="Attempts">The number of finished attempts, over all deliveries.</param>
/// <param name="Deliveries">How many times it was delivered.</param>
/// <param name="Handled">The names of the handlers that succeeded.</param>
/// <param name="LastError">The last failure: the handler, and the type and message of its exception; null if the event is
/// completed.</param>
public sealed record DeliveredEvent(
    string Id, string Type, HandlerOutcome Outcome, int Attempts, int Deliveries, IReadOnlyList<string> Handled, string? LastError)
{
    internal static DeliveredEvent Of(EventRecord record) => new(
        record.Id,
        record.Facts.Type,
        record.Status == EventStatus.Completed ? HandlerOutcome.Succeeded : HandlerOutcome.DeadLettered,
        record.Attempts,
        record.Deliveries,
        [.. record.Handled.Select(one => one.Name)],
        record.LastError);
}
