using System.Text;
using PayHooks.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Storage;

/// <summary>Records and messages for tests of stores.</summary>
internal static class Samples
{
    public static EventRecord Record(
        int number, DateTimeOffset receivedAt, string source = "chargily", string type = EventTypes.PaymentSucceeded,
            EventStatus status = EventStatus.Completed) =>
        new()
        {
            Id = EventIds.Create(source, $"sample {number}"),
            Source = source,
            Provider = source,
            Facts = new EventFacts { Type = type },
            ReceivedAt = receivedAt,
            Status = status,
            Deliveries = 1,
            BodyHash = EventIds.BodyHash(Encoding.UTF8.GetBytes($"sample {number}")),
        };

    /// <summary>A record that the provider's id identifies, with everything that it can be searched by.</summary>
    public static EventRecord Known(int number, DateTimeOffset receivedAt, string source = "chargily", Resource? about = null) =>
        Record(number, receivedAt, source) with
        {
            Facts = new EventFacts
            {
                Type = EventTypes.PaymentSucceeded,
                ProviderEventId = $"sample {number}",
                Resource = about ?? new Resource($"resource {number}", $"reference {number}"),
            },
        };

    public static async Task<EventRecord> PutAsync(this IEventLedger ledger, EventRecord record, ReadOnlyMemory<byte>? body = null)
    {
        var applied = await ledger.ApplyAsync(record.Key, _ => new LedgerDecision<bool>(true, record, body), null, default);
        return applied.Now.Record!;
    }

    public static ValueTask EnqueueAsync(this IEventQueue queue, string text, TimeSpan delay = default) =>
        queue.EnqueueAsync(Encoding.ASCII.GetBytes(text), delay, default);

    public static ValueTask EnqueueAsync(this IEventQueue queue, string envelope, string body) =>
        queue.EnqueueAsync(new MessageText(Encoding.ASCII.GetBytes(envelope), Encoding.ASCII.GetBytes(body)), TimeSpan.Zero, default);

    public static string AsText(this TakenMessage message) => Encoding.ASCII.GetString(message.Text.Envelope.Span);

    public static async Task<List<EventRecord>> ListAllAsync(this IEventLedger ledger, EventQuery query)
    {
        var all = new List<EventRecord>();
        for (string? cursor = query.Cursor, more = ""; more is not null; cursor = more)
        {
            var page = await ledger.ListAsync(query with { Cursor = cursor }, default);
            all.AddRange(page.Events);
            more = page.Cursor;
        }

        return all;
    }

    /// <summary>Waits until somebody sleeps on the clock.</summary>
    public static async Task SomebodySleepsAsync(this ManualTime time)
    {
        while (time.Waiting == 0)
        {
            await Task.Yield();
        }
    }
}
