using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Messages;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>
/// Reads a whole store without changing it: every block against its checksum, every record, message and body, and whether they belong
/// together.
/// </summary>
internal sealed class StoreCheck
{
    // A damaged table can make thousands of keys unreadable; the first ones say which.
    private const int MostProblems = 20;

    private readonly Database database;
    private readonly List<string> problems = [];
    private long problemCount;

    private StoreCheck(Database database) => this.database = database;

    /// <summary>Checks a folder that no server uses.</summary>
    /// <exception cref="RocksDbStoreException">It is not a store, or cannot be opened.</exception>
    public static StoreCheckReport Run(string folder)
    {
        folder = CanonicalPath.Of(folder);
        StoreFolder.CheckExisting(folder);
        try
        {
            using var opened = Database.OpenReadOnly(folder);
            StoreFolder.CheckFormat(opened, folder, create: false);
            return Run(opened);
        }
        catch (EngineException e)
        {
            throw RocksDbStoreException.CannotOpen(folder, e);
        }
    }

    /// <summary>Checks an open database without writers.</summary>
    public static StoreCheckReport Run(Database opened) => new StoreCheck(opened).Run();

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

    // Reads all values: those in blob files are compared with their checksums by that.
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

/// <summary>What a check found.</summary>
/// <param name="Messages">Messages in the queue.</param>
/// <param name="Events">Events with their details; what pruning left is not among them.</param>
/// <param name="Bodies">Bodies.</param>
/// <param name="ProblemCount">How many problems there are.</param>
/// <param name="Problems">The first of them, a line each.</param>
internal sealed record StoreCheckReport(long Messages, long Events, long Bodies, long ProblemCount, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the store is intact.</summary>
    public bool IsIntact => ProblemCount == 0;
}
