using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Messages;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>
/// Verifies a whole store without changing it: the checksum of every block, every record, message and body, and the references between
/// them.
/// </summary>
internal sealed class StoreCheck
{
    // A damaged table can make thousands of keys unreadable; the first ones are enough to find it.
    private const int MostProblems = 20;

    private readonly Database database;
    private readonly List<string> problems = [];
    private long problemCount;

    private StoreCheck(Database database) => this.database = database;

    /// <summary>Checks a folder that no server is using.</summary>
    /// <exception cref="RocksDbStoreException">The folder is not a store, or it cannot be opened.</exception>
    public static StoreCheckReport Run(string folder) => Read(folder, Run);

    /// <summary>Returns why the clock is distrusted, compared with the last time that a store has seen which no server is using.</summary>
    /// <exception cref="RocksDbStoreException">The folder is not a store, or it cannot be opened.</exception>
    public static string? FindClockDoubt(string folder, TimeProvider time) =>
        Read(folder, opened => StoreClock.Read(opened, time).FindDoubt());

    /// <summary>Checks an open database that has no writers.</summary>
    public static StoreCheckReport Run(Database opened) => new StoreCheck(opened).Run();

    private static T Read<T>(string folder, Func<Database, T> read)
    {
        folder = CanonicalPath.Of(folder);
        StoreFolder.CheckExisting(folder);
        if (TornLog.Find(folder) is { } log)
        {
            throw RocksDbStoreException.Torn(folder, log);
        }

        try
        {
            using var opened = Database.OpenReadOnly(folder);
            StoreFolder.CheckFormat(opened, folder, create: false);
            return read(opened);
        }
        catch (EngineException e)
        {
            throw RocksDbStoreException.CannotOpen(folder, e);
        }
    }

    private StoreCheckReport Run()
    {
        Try(database.VerifyFiles);
        var counters = Counters.Read(database);
        var (messages, events, bodies) = (CheckMessages(), CheckEvents(counters), Count(Family.Bodies, static (_, _) => null));
        CheckIds();
        Expect(messages == counters.Messages, $"The queue has {messages} messages and {counters.Messages} were counted.");
        return new StoreCheckReport(messages, events, bodies, problemCount, problems);
    }

    private long CheckMessages() => Count(Family.Queue, (key, value) =>
    {
        var (_, hasBody) = StoredMessage.ReadHeader(value);
        var number = Keys.Number(key[Keys.NumberLength..]);
        return hasBody && !Has(Family.Bodies, number) ? $"Message {number} has no body." : null;
    });

    private long CheckEvents(Counters counters)
    {
        var (dead, retrying) = (0L, 0L);
        var count = Count(Family.Events, (key, value) =>
        {
            var (number, record) = (Keys.Number(key), EventRecord.FromJson(value));
            dead += record.IsDeadLetter ? 1 : 0;
            retrying += record is { Status: EventStatus.Retrying, IsBodyGone: false } ? 1 : 0;
            return EventRow.NumberOf(database, EventIdKey.Of(record.Id)) == number ? null : $"Event {record.Id} is not found by its id.";
        });
        Expect(dead == counters.Dead, $"There are {dead} dead letters and {counters.Dead} were counted.");
        Expect(retrying == counters.Retrying, $"{retrying} events wait for a retry and {counters.Retrying} were counted.");
        return count;
    }

    private void CheckIds() => Count(Family.Ids, (key, value) => Keys.Number(value) is > 0 and var number && !Has(Family.Events, number)
        ? $"An id names the record {number}, which does not exist."
        : null);

    private bool Has(Family family, long number)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        return database.Contains(family, Keys.OfNumber(key, number));
    }

    // Reads all values, because reading verifies the checksums of blob files.
    private long Count(Family family, ProblemOf problemOf)
    {
        var count = 0L;
        Try(() =>
        {
            using var range = database.Range(family);
            for (var more = range.ToFirst(); more; more = range.ToNext())
            {
                count++;
                if (problemOf(range.Key, range.Value) is { } problem)
                {
                    Add(problem);
                }
            }
        });
        return count;
    }

    private void Try(Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is EngineException or InvalidDataException or System.Text.Json.JsonException)
        {
            Add(e.Message.ReplaceLineEndings(" "));
        }
    }

    private void Expect(bool holds, string problem)
    {
        if (!holds)
        {
            Add(problem);
        }
    }

    private void Add(string problem)
    {
        problemCount++;
        if (problems.Count < MostProblems && !problems.Contains(problem))
        {
            problems.Add(problem);
        }
    }

    private delegate string? ProblemOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}

/// <summary>The result of a check.</summary>
/// <param name="Messages">Number of messages in the queue.</param>
/// <param name="Events">Number of events with their details, excluding tombstones.</param>
/// <param name="Bodies">Number of bodies.</param>
/// <param name="ProblemCount">Number of problems.</param>
/// <param name="Problems">The first problems, one line each.</param>
internal sealed record StoreCheckReport(long Messages, long Events, long Bodies, long ProblemCount, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the store is intact.</summary>
    public bool IsIntact => ProblemCount == 0;
}
