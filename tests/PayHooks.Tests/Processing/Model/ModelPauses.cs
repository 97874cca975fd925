using Moq;
using PayHooks.Operations.Jobs;
using PayHooks.Pauses;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing.Model;

/// <summary>The pauses of the model, with the real job that requeues their events.</summary>
internal sealed class ModelPauses(ModelWorld world)
{
    private static readonly (PauseKind Kind, string Name)[] Targets =
        [(PauseKind.Source, "test"), (PauseKind.Handler, "first"), (PauseKind.Handler, "second")];

    private readonly PauseStore store = new(world.State);

    /// <summary>Pauses the source or a handler, sometimes until a time.</summary>
    public string? Pause(int which)
    {
        var (kind, name) = Targets[which % Targets.Length];
        var pause = new Pause
        {
            Kind = kind,
            Name = name,
            By = "model",
            At = world.Now,
            Until = which >= 9 ? world.Now.AddSeconds(60) : null,
        };
        Do(store.WriteAsync(pause, CancellationToken.None).AsTask());
        return $"somebody pauses {pause.Key}{(pause.Until is null ? "" : " for a minute")}";
    }

    /// <summary>Resumes one of those that are paused; null if none is.</summary>
    public string? Resume(int which)
    {
        var paused = List().Where(row => row.Pause.ResumedAt is null).ToArray();
        if (paused.Length == 0)
        {
            return null;
        }

        var row = paused[which % paused.Length];
        Do(store.ChangeAsync(row, row.Pause with { ResumedAt = world.Now }, CancellationToken.None).AsTask());
        return $"somebody resumes {row.Pause.Key}";
    }

    /// <summary>Requeues some events; null if no pause is over.</summary>
    public string? Requeue()
    {
        var job = new PauseEndJob(store, new PausedEvents(world), new JobQueue(world.Queue), new SimClock(() => world.Now, TimeSpan.Zero));
        return Do(job.StepAsync(CancellationToken.None).AsTask()) ? "the job requeues the events of a pause that is over" : null;
    }

    /// <summary>Whether a row still holds an event back, or the job has not passed it.</summary>
    public bool HoldsBack(EventRecord? record) => record?.PausedBy is { } keys
        && List().Any(row => keys.Contains(row.Pause.Key)
            && (row.Pause.ResumedAt is null || row.Pause.Cursor is null
                || EventCursor.Parse(row.Pause.Cursor)!.Value.IsBefore(record)));

    private IReadOnlyList<PauseRow> List() => Do(store.ListAsync(CancellationToken.None).AsTask());

    private static T Do<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private static void Do(Task work) => work.GetAwaiter().GetResult();

    // The records as the ledger has them, one on each page, so that a job takes several steps.
    private sealed class PausedEvents(ModelWorld world) : Ledger(Mock.Of<IEventLedger>())
    {
        public override ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) =>
            ValueTask.FromResult(EventPage.OfAll(world.Check.Records.Where(query.Matches), EventCursor.Parse(query.Cursor), 1));
    }

    private sealed class JobQueue(SimQueue queue) : IEventQueue
    {
        public int MaxTextBytes => int.MaxValue;

        public bool TakesBytes => true;

        public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            queue.Add(text, delay);
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
