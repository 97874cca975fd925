using PayHooks.RocksDb;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Benchmarks.Growth;

/// <summary>Fills a ledger with events, of which one in a hundred is a dead letter, through the store itself.</summary>
internal static class LedgerSeed
{
    private const string Source = "chargily";
    private const int Batch = 2048;
    private const int BodyBytes = 512;
    private const int DeadEvery = 100;
    private const string Handler = "fulfil";

    /// <summary>Adds events until there are so many.</summary>
    public static async Task FillAsync(string folder, int events)
    {
        await using var store = RocksDbStore.Open(folder, TimeProvider.System);
        var ledger = new RocksDbEventLedger(store);
        var body = new byte[BodyBytes];
        var first = TimeProvider.System.GetUtcNow().AddDays(-30);
        var present = File.Exists(Marker(folder))
            ? int.Parse(await File.ReadAllTextAsync(Marker(folder)), System.Globalization.CultureInfo.InvariantCulture) : 0;
        for (var start = present; start < events; start += Batch)
        {
            await Task.WhenAll(Enumerable.Range(start, Math.Min(Batch, events - start))
                .Select(number => InsertAsync(ledger, Record(number, first), body)));
        }

        await File.WriteAllTextAsync(Marker(folder), $"{Math.Max(present, events)}");
    }

    private static string Marker(string folder) => $"{folder}.seeded";

    private static Task<Applied<bool>> InsertAsync(RocksDbEventLedger ledger, EventRecord record, byte[] body) => ledger.ApplyAsync(
        record.Key, _ => new LedgerDecision<bool>(true, record, body), LedgerSnapshot.Absent, CancellationToken.None).AsTask();

    private static EventRecord Record(int number, DateTimeOffset first)
    {
        // Ten to the second, of the last thirty days at three million; ids are spread like real ones.
        var at = first.AddMilliseconds(number);
        var record = new EventRecord
        {
            Id = EventIds.Create(Source, $"seed {number}"),
            Source = Source,
            Provider = Source,
            Facts = new EventFacts
            {
                ProviderEventId = $"seed {number}",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "checkout.paid",
                Resource = new Resource($"seed checkout {number}", null),
                Amount = Amount.Read("50000", "DZD", AmountUnit.Major),
            },
            Verification = VerificationLevel.Signature,
            SecretIndex = 0,
            ReceivedAt = at,
            CompletedAt = at,
            Status = EventStatus.Completed,
            Generation = 1,
            Attempts = 1,
            Deliveries = 1,
            DeliveryLog = [new DeliveryEntry($"dlv_{number:x24}", at, VerificationLevel.Signature, false)],
            BodyHash = new string('0', 64),
            BodyLength = BodyBytes,
        };
        return number % DeadEvery == 0 ? Dead(record, number) : record with { Handled = [new HandledEntry(Handler, at)] };
    }

    // Of ten causes, each with a number of its own in the error.
    private static EventRecord Dead(EventRecord record, int number)
    {
        var error = $"System.InvalidOperationException: Order {number} of warehouse {(char)('A' + (number / DeadEvery % 10))} is locked.";
        return record with
        {
            Status = EventStatus.Dead,
            CompletedAt = null,
            LastError = error,
            AttemptLog = [new AttemptEntry(record.ReceivedAt, 1, Handler, "failed", 12, error)],
        };
    }
}
