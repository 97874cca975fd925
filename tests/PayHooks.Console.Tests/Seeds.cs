using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Verification.Samples;

namespace PayHooks.Console.Tests;

/// <summary>Events of four providers with the samples' bodies, spread over a time; a few retrying, a few dead.</summary>
internal sealed class Seeds
{
    public const int Dead = 4;
    public const int Retrying = 6;

    private static readonly string[] Planted = ["chargily", "shop_sg", "portone", "gateway"];
    private const int Together = 2_000;

    private readonly List<EventRecord> records = [];

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<EventRecord> Records => records;

    public IEnumerable<EventRecord> Of(string source) => records.Where(record => record.Source == source);

    public EventRecord FirstDead => records.First(record => record.Status == EventStatus.Dead);

    /// <summary>Writes them to a server's store, newest first.</summary>
    public static async Task<Seeds> PlantAsync(IServiceProvider services, int count, TimeSpan oldest, TimeSpan newest)
    {
        var seeds = new Seeds();
        var ledger = services.GetRequiredService<IEventLedger>();
        var catalog = services.GetRequiredService<SourceCatalog>();
        var reader = new EventRecordFactory(new EventBodies(ledger), TimeProvider.System);
        var random = new Random(20_26);
        var now = TimeProvider.System.GetUtcNow();
        List<Task> writes = [];
        for (var i = 0; i < count; i++)
        {
            var source = catalog.Find(Planted[random.Next(Planted.Length)])!;
            var samples = SampleCatalog.Events(source.Settings.Provider).Where(one => one.IsSigned).ToArray();
            // Mostly the provider's first sample, a success; as it is in life.
            var sample = samples[random.Next(4) > 0 ? 0 : random.Next(samples.Length)];
            var receivedAt = now - newest - (oldest - newest) * ((double)i / count);
            var body = SampleCatalog.Create(sample, random, receivedAt);
            var read = await reader.ReadAsync(Delivery(source, body, receivedAt, i), source, CancellationToken.None);
            var record = Outcome(read.Record, i, count, now, random);
            seeds.records.Add(record);
            writes.Add(ledger.ApplyAsync(record.Key, _ =>
                new LedgerDecision<bool>(true, record, body), LedgerSnapshot.Absent, CancellationToken.None).AsTask());
            if (writes.Count == Together)
            {
                await Task.WhenAll(writes);
                writes.Clear();
            }
        }

        await Task.WhenAll(writes);
        return seeds;
    }

    private static DeliveryMessage Delivery(Source source, byte[] body, DateTimeOffset receivedAt, int number) => new()
    {
        Source = source.Settings.Name,
        DueAt = receivedAt,
        DeliveryId = $"dlv_{number:x24}",
        ReceivedAt = receivedAt,
        Body = body,
        Verification = source.Settings.Provider == "xanpay" ? VerificationLevel.Credentials : VerificationLevel.Signature,
    };

    private static EventRecord Outcome(EventRecord record, int number, int count, DateTimeOffset now, Random random)
    {
        var at = record.ReceivedAt;
        var seen = record with
        {
            Deliveries = random.Next(20) == 0 ? 2 : 1,
            DeliveryLog = [new DeliveryEntry($"dlv_{number:x24}", at, record.Verification, Conflict: false)],
        };
        if (number % (count / 10) == count / 100 && number / (count / 10) < Dead)
        {
            const string error = "HttpRequestException: Response status code does not indicate success: 502 (Bad Gateway).";
            return seen with
            {
                Status = EventStatus.Dead,
                Attempts = 3,
                LastError = error,
                AttemptLog =
                    [.. Enumerable.Range(1, 3)
                    .Select(attempt =>
                    new AttemptEntry(at.AddSeconds(attempt * attempt * 10), attempt, "FulfilOrder", "failed", 31.4, error))],
            };
        }

        if (number < Retrying * 7 && number % 7 == 3)
        {
            const string error = "TimeoutException: The handler took longer than 00:01:00.";
            return seen with
            {
                Status = EventStatus.Retrying,
                Attempts = 1,
                LastError = error,
                NextAttemptAt = now.AddHours(2),
                AttemptLog = [new AttemptEntry(at.AddMilliseconds(5), 1, "FulfilOrder", "timed_out", 60_000, error)],
            };
        }

        return seen with
        {
            Status = EventStatus.Completed,
            Attempts = 1,
            CompletedAt = at.AddMilliseconds(40),
            Handled = [new HandledEntry("FulfilOrder", at.AddMilliseconds(40))],
            AttemptLog = [new AttemptEntry(at.AddMilliseconds(6), 1, "FulfilOrder", "succeeded", 33.8, null)],
        };
    }
}
