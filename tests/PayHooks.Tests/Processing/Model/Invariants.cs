using System.Collections.Concurrent;
using PayHooks.Storage;
using PayHooks.Tests.Payments;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Processing.Model;

/// <summary>What must hold at every step, whatever happens. The first breach is kept.</summary>
internal sealed class Invariants(ModelWorld world)
{
    // A lease of two minutes, taken by a clock that is half a minute slow and judged, with half a minute's margin, by one that is
    // half a minute fast.
    private static readonly TimeSpan EarliestTakeover = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, History> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> skewOfOwner = new(StringComparer.Ordinal);

    public string? Breach { get; private set; }

    /// <summary>The handlers that were run.</summary>
    public ConcurrentQueue<HandlerRun> Runs { get; } = new();

    /// <summary>Every record.</summary>
    public IEnumerable<EventRecord> Records => byId.Values.Select(history => history.Record).OfType<EventRecord>();

    public EventRecord? Find(string eventId) => FindById(TestBench.IdOf(eventId));

    public EventRecord? FindById(string id)
    {
        lock (gate)
        {
            return byId.GetValueOrDefault(id)?.Record;
        }
    }

    public void Fail(string breach) => Breach ??= breach;

    public void Delivered(string eventId, DeliveryMessage delivery, bool isAcked)
    {
        lock (gate)
        {
            var history = HistoryOf(TestBench.IdOf(eventId), eventId);
            history.Hashes.Add(EventIds.BodyHash(delivery.Body.Bytes.Span));
            history.IsAcked |= isAcked;
        }
    }

    public void Written(SimWorker worker, EventRecord? before, EventRecord after)
    {
        lock (gate)
        {
            var history = HistoryOf(after.Id, after.Id);
            history.Record = after;
            if (before is not null)
            {
                CheckWrite(worker, before, after, history);
            }

            if (after.Owner is { } owner && owner != before?.Owner)
            {
                (worker.Owner, worker.Generation) = (owner, after.Generation);
                skewOfOwner[owner] = worker.Clock.Skew;
            }

            worker.Unrecorded.ExceptWith(after.Handled.Select(handled => handled.Name));
        }
    }

    public void HandlerStarts(SimWorker worker, SimWorker.ParkedHandler handler, HandlerRun run)
    {
        Runs.Enqueue(run);
        lock (gate)
        {
            var history = byId[handler.EventId];
            if (worker.Owner is null)
            {
                Fail($"A handler of {history.Name} runs without a claim.");
            }

            if (history.Effects.GetValueOrDefault((history.Run, handler.Name)) > history.Excuses)
            {
                Fail($"Handler '{handler.Name}' of {history.Name} has succeeded, nothing had crashed, and it runs again.");
            }
        }
    }

    public void HandlerSucceeded(SimWorker worker, SimWorker.ParkedHandler handler)
    {
        lock (gate)
        {
            var history = byId[handler.EventId];
            history.Effects[(history.Run, handler.Name)] = history.Effects.GetValueOrDefault((history.Run, handler.Name)) + 1;
            worker.Unrecorded.Add(handler.Name);
        }
    }

    /// <summary>After every step: an accepted event is final, or there is a message that continues it.</summary>
    public void Step()
    {
        lock (gate)
        {
            foreach (var (id, history) in byId)
            {
                if (history.IsAcked && !IsFinal(history.Record) && !world.IsHeldBack(history.Record) && !world.Queue.All.Any(message => IsAbout(message.Content, id, history)))
                {
                    Fail($"{history.Name} is lost: it is {history.Record?.Status.ToString() ?? "unknown"}, and no message is there.");
                }
            }
        }
    }

    /// <summary>At rest: everything accepted is final, and counted rightly.</summary>
    public void End()
    {
        lock (gate)
        {
            foreach (var history in byId.Values.Where(_ => Breach is null))
            {
                if (!IsFinal(history.Record))
                {
                    Fail($"{history.Name} is stranded: {history.Record?.Status.ToString() ?? "unknown"}.");
                }
                else
                {
                    CheckCounts(history, history.Record!);
                }
            }
        }
    }

    private void CheckWrite(SimWorker worker, EventRecord before, EventRecord after, History history)
    {
        var isClaim = after.Owner is not null && after.Owner != before.Owner;
        if (after.Generation != before.Generation + (isClaim ? 1 : 0))
        {
            Fail($"{history.Name}: generation {before.Generation} became {after.Generation}.");
        }

        var counted = before with { Deliveries = after.Deliveries, Conflicts = after.Conflicts, DeliveryLog = after.DeliveryLog };
        if (!isClaim && counted != after && worker.Owner != before.Owner)
        {
            Fail($"Worker {worker.Number} wrote to {history.Name}, and the claim is somebody else's.");
        }

        if (isClaim && before is { Status: EventStatus.Processing, Owner: { } owner })
        {
            history.Excuses++;
            var renewedAt = before.LeaseUntil - Lease - skewOfOwner[owner];
            if (world.Now - renewedAt < EarliestTakeover)
            {
                Fail($"Worker {worker.Number} took {history.Name} over {(world.Now - renewedAt).TotalSeconds} s after its holder had "
                    + "renewed the claim.");
            }
        }

        if (isClaim && IsFinal(before))
        {
            if (worker.Message!.Content is not ReplayMessage)
            {
                Fail($"{history.Name} was {before.Status}, and no replay made it run again.");
            }

            history.Run += before.Status == EventStatus.Completed ? 1 : 0;
        }

        // A release whose handlers had worked: their success could not be written down in time.
        history.Excuses += after.Owner is null && before.Owner is not null && worker.Unrecorded.Count > 0 ? 1 : 0;
    }

    private void CheckCounts(History history, EventRecord record)
    {
        var conflicts = history.Hashes.Count(hash => hash != record.BodyHash);
        if (record.Deliveries != history.Hashes.Count || record.Conflicts != conflicts)
        {
            Fail($"{history.Name} counts {record.Deliveries} deliveries and {record.Conflicts} conflicts; there were "
                + $"{history.Hashes.Count} and {conflicts}.");
        }

        if (record is { Status: EventStatus.Completed, Effect: null or Effect.Changed, Verification: >= VerificationLevel.Credentials }
            && world.HandlerNames.FirstOrDefault(name => history.Effects.GetValueOrDefault((history.Run, name)) == 0) is { } never)
        {
            Fail($"{history.Name} is completed, and its handler '{never}' never succeeded.");
        }
    }

    private History HistoryOf(string id, string name)
    {
        if (!byId.TryGetValue(id, out var history))
        {
            byId.Add(id, history = new History(name));
        }

        return history;
    }

    private static bool IsFinal(EventRecord? record) => record?.Status is EventStatus.Completed or EventStatus.Dead;

    private static bool IsAbout(QueueMessage message, string id, History history) => message switch
    {
        DeliveryMessage delivery =>
            System.Text.Encoding.ASCII.GetString(delivery.Body.Bytes.Span).Contains($"\"{history.Name}\"", StringComparison.Ordinal),
        RetryMessage { IsGuard: true } guard => guard.EventId == id
            && (guard.Generation == history.Record?.Generation || guard.HolderId == history.Record?.Holder),
        RetryMessage retry => retry.EventId == id,
        ReplayMessage replay => replay.EventId == id,
        _ => false,
    };

    private sealed class History(string name)
    {
        public string Name => name;

        public EventRecord? Record { get; set; }

        public bool IsAcked { get; set; }

        /// <summary>The run that a replay of a completed event begins.</summary>
        public int Run { get; set; }

        /// <summary>Reasons for which a handler that has succeeded may run once more.</summary>
        public int Excuses { get; set; }

        public List<string> Hashes { get; } = [];

        public Dictionary<(int Run, string Handler), int> Effects { get; } = [];
    }
}
