using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Payments;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Processing.Model;

/// <summary>Three workers, a queue, a real ledger, and the time: does one deed after the other and tells what happened.</summary>
internal sealed class ModelWorld : IDisposable
{
    private const int WorkerCount = 3;
    private const int MostDeliveries = 8;
    private const int MostRestSteps = 3000;

    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly int[] Skews = [-30, 30, 0, 15, -20];
    private static readonly int[] Waits = [1, 1, 5, 5, 10, 10, 30, 30, 60, 120, 150, 600];

    // By a host that noticed, or by the platform.
    private static readonly int[] Returns = [0, 30, 600];
    private static readonly ServiceProvider Services = new ServiceCollection().BuildServiceProvider();

    private readonly IEventLedger ledger;
    private readonly ISubjectStore subjects;
    private readonly Func<IEventLedger, IEventLedger> mutate;
    private readonly Func<ISubjectStore, ISubjectStore> mutatePayments;
    private readonly ModelEvents events;
    private readonly int run;
    private readonly SemaphoreSlim ledgerTurn = new(1, 1);
    private readonly SimWorker[] workers;
    private readonly ModelPauses pauses;
    private readonly int[] deliveries;
    private int born;
    private int replays;

    /// <param name="ledger">The ledger under test; runs share it.</param>
    /// <param name="subjects">The payments under test; runs share them.</param>
    /// <param name="run">A number of its own for each run, so that they do not share events.</param>
    /// <param name="events">What may be delivered.</param>
    /// <param name="mutate">Puts something between the protocol and the ledger; null for nothing.</param>
    /// <param name="mutatePayments">Puts something between the protocol and the payments; null for nothing.</param>
    public ModelWorld(
        IEventLedger ledger, ISubjectStore subjects, int run, ModelEvents events, Func<IEventLedger, IEventLedger>? mutate,
        Func<ISubjectStore, ISubjectStore>? mutatePayments)
    {
        (this.ledger, this.subjects, this.run, this.events) = (ledger, subjects, run, events);
        (this.mutate, this.mutatePayments) = (mutate ?? (one => one), mutatePayments ?? (one => one));
        deliveries = new int[events.Events.Count];
        Options = new PayHooksOptions
        {
            Sources = [new SourceSettings { Name = "test", Provider = "test", Secrets = [new Secret(0, "s3cret-one")] }],
            RetryDelays = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)],
        };
        Sources = new SourceCatalog(Options, TestProvider.RegistryWith(events.Rules));
        Queue = new SimQueue(() => Now);
        Check = new Invariants(this);
        pauses = new ModelPauses(this);
        workers = [.. Enumerable.Range(0, WorkerCount).Select(NewWorker)];
    }

    public DateTimeOffset Now { get; private set; } = Start;

    public SimQueue Queue { get; }

    public PayHooksOptions Options { get; }

    public SourceCatalog Sources { get; }

    public IServiceScopeFactory Scopes { get; } = Services.GetRequiredService<IServiceScopeFactory>();

    public IReadOnlyList<string> HandlerNames { get; } = ["first", "second"];

    public IReadOnlyList<SimWorker> Workers => workers;

    /// <summary>The rows that all workers share: the pauses.</summary>
    public InMemoryStateStore State { get; } = new();

    public Invariants Check { get; }

    public List<string> Story { get; } = [];

    /// <summary>The ledger as a worker has it: watched at its end, and perhaps mutated above.</summary>
    public IEventLedger LedgerOf(SimWorker worker) =>
        mutate(new NotifyingLedger(ledger, worker, Check, ledgerTurn, events.JoinsWrites ? Subjects : null));

    /// <summary>The payments as a worker has them.</summary>
    public ISubjectStore Subjects => mutatePayments(new WatchedSubjects(subjects, Check));

    /// <summary>Whether an event waits for a pause that lasts, or for the job that has yet to come to it.</summary>
    public bool IsHeldBack(EventRecord? record) => pauses.HoldsBack(record);

    /// <summary>Does it, if it is possible now.</summary>
    public bool TryDo(ModelAction deed)
    {
        var worker = workers[deed.Who % WorkerCount];
        if (Perform(deed, worker) is not { } what)
        {
            return false;
        }

        var who = deed.Kind is DeedKind.Deliver or DeedKind.Replay or DeedKind.Wait or DeedKind.Pause or DeedKind.Resume or DeedKind.Requeue
            ? ""
            : $"worker {worker.Number} (clock {worker.Clock.Skew.TotalSeconds:+0;-0;0} s) ";
        Story.Add($"{Now - Start:hh\\:mm\\:ss}  {who}{what}");
        worker.Settle();
        if (deed.Kind == DeedKind.Crash || (deed.Kind == DeedKind.End && worker.IsStopping))
        {
            workers[worker.Number] = NewWorker(worker.Number);
        }

        Check.Step();
        return true;
    }

    /// <summary>Lets everything come to an end, without further faults, and looks at what came of it.</summary>
    public void Rest()
    {
        while (TryDo(new ModelAction(DeedKind.Resume, 0, 0)))
        {
        }

        for (var steps = 0; Check.Breach is null; steps++)
        {
            if (steps > MostRestSteps)
            {
                Check.Fail("It never comes to rest.");
                return;
            }

            if (!Array.Exists(workers, TryStep))
            {
                if (NextDue() is not { } next)
                {
                    break;
                }

                Now = next > Now ? next : Now.AddMilliseconds(1);
            }
        }

        Check.End();
        if (Check.Breach is null)
        {
            var breaches = HistoryPromises.BreachesAsync(subjects, Check.Records, events.Rules, Check.Runs).AsTask().GetAwaiter()
                .GetResult();
            if (breaches.Count > 0)
            {
                Check.Fail(breaches[0]);
            }
        }
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        ledgerTurn.Dispose();
    }

    private string IdOf(int which) => events.Events[which].Id;

    private SimWorker NewWorker(int number) =>
        new(this, number, TimeSpan.FromSeconds(Skews[(number + (born++ / WorkerCount)) % Skews.Length]));

    private bool TryStep(SimWorker worker) =>
        (worker.Handler is { } handler
            && TryDo(new ModelAction(DeedKind.Finish, worker.Number, handler.Cancelled.IsCancellationRequested ? 11 : 0)))
        || TryDo(new ModelAction(DeedKind.Answer, worker.Number, 0))
        || TryDo(new ModelAction(DeedKind.End, worker.Number, 0))
        || TryDo(new ModelAction(DeedKind.Tick, worker.Number, 0))
        || TryDo(new ModelAction(DeedKind.Take, worker.Number, 0))
        || TryDo(new ModelAction(DeedKind.Requeue, 0, 0));

    private DateTimeOffset? NextDue() => workers.Select(worker => worker.Clock.NextDue).Append(Queue.NextDue).Min();

    private string? Perform(ModelAction deed, SimWorker worker)
    {
        switch (deed.Kind)
        {
            case DeedKind.Deliver when deliveries[deed.Who % deliveries.Length] < MostDeliveries:
                return Deliver(deed.Who % deliveries.Length, otherBody: deed.What % 4 == 3, isAcked: deed.What < 10);

            case DeedKind.Replay when Check.Find(IdOf(deed.Who % deliveries.Length)) is { } record:
                Queue.Add(
                    MessageSerializer.Write(
                        new ReplayMessage { Source = "test", DueAt = Now, EventId = record.Id, ReplayId = $"rpl_{++replays}" }),
                        TimeSpan.Zero);
                return $"somebody asks for a replay of {IdOf(deed.Who % deliveries.Length)}";

            case DeedKind.Take when worker.IsIdle && Queue.Take(deed.What) is var (message, receipt):
                worker.Start(message, receipt);
                return $"takes {Describe(message.Content)}, dequeue {message.Dequeues}";

            case DeedKind.Answer when worker.WaitsFor is { } call:
                var fate = FateOf(deed.What);
                worker.Answer(fate);
                return fate switch
                {
                    Fate.IsCarriedOut => $"{call}",
                    Fate.IsRefused => $"{call}: refused",
                    _ => $"{call}: carried out, and the answer is lost",
                };

            case DeedKind.Finish when worker.Handler is { } handler:
                return Finish(worker, handler, deed.What);

            case DeedKind.End when worker.Result is { } result:
                var done = result.CompleteMessage
                    ? Queue.Delete(worker.Message!, worker.Receipt)
                    : Queue.Return(worker.Message!, worker.Receipt, result.ReturnAfter);
                worker.Forget();
                return $"is done ({result.Outcome}) and {(result.CompleteMessage ? "ends its message" : "gives its message back")}{(done ? "" : ", which somebody else has taken since")}";

            case DeedKind.Wait:
                Now = Now.AddSeconds(Waits[deed.What]);
                return $"{Waits[deed.What]} s pass";

            case DeedKind.Tick when worker.Clock.NextDue <= Now:
                worker.Tick(FateOf(deed.What), FateOf(deed.What * 5 % 12));
                return $"comes to its timers{FateOf(deed.What) switch { Fate.IsRefused => " (a renewal is refused)", Fate.LosesItsAnswer => " (the answer to a renewal is lost)", _ => "" }}";

            case DeedKind.Crash when !worker.IsIdle:
                worker.Die();
                Queue.Return(worker.Message!, worker.Receipt, TimeSpan.FromSeconds(Returns[deed.What % Returns.Length]));
                return "dies";

            case DeedKind.Stop when !worker.IsIdle && !worker.IsStopping:
                worker.Stop();
                return "is asked to stop";

            case DeedKind.Reappear when !worker.IsIdle && Queue.Return(worker.Message!, worker.Receipt, TimeSpan.Zero):
                return "is not heard of: its message becomes visible to others";

            case DeedKind.Pause:
                return pauses.Pause(deed.What);

            case DeedKind.Resume:
                return pauses.Resume(deed.What);

            case DeedKind.Requeue:
                return pauses.Requeue();

            default:
                return null;
        }
    }

    private string Deliver(int which, bool otherBody, bool isAcked)
    {
        deliveries[which]++;
        var delivery = new DeliveryMessage
        {
            Source = "test",
            DueAt = Now,
            DeliveryId = $"dlv_{run}_{which}_{deliveries[which]}",
            ReceivedAt = Now,
            Verification = events.LevelOf(which),
            SecretIndex = 0,
            Body = events.BodyOf(which, otherBody),
        };
        Queue.Add(MessageSerializer.Write(delivery), TimeSpan.Zero);
        Check.Delivered(IdOf(which), delivery, isAcked);
        return $"a delivery of {events.Events[which].Body}{(otherBody ? " with another body" : "")} is "
            + $"{(isAcked ? "answered with 200" : "in the queue; its answer is lost")}";
    }

    private static string Finish(SimWorker worker, SimWorker.ParkedHandler handler, int how)
    {
        if (handler.Cancelled.IsCancellationRequested && how >= 6)
        {
            worker.FinishHandler(new OperationCanceledException(handler.Cancelled));
            return $"cancels its handler '{handler.Name}'";
        }

        worker.FinishHandler(how is >= 8 and < 11 ? new InvalidOperationException("Not yet.") : null);
        return $"has its handler '{handler.Name}' {(how is >= 8 and < 11 ? "fail" : "succeed")}";
    }

    private static Fate FateOf(int what) => what < 8 ? Fate.IsCarriedOut : what < 10 ? Fate.IsRefused : Fate.LosesItsAnswer;

    private static string Describe(QueueMessage message) => message switch
    {
        DeliveryMessage delivery => $"delivery {delivery.DeliveryId}",
        RetryMessage { IsGuard: true } guard => $"the guard of generation {guard.Generation}",
        RetryMessage retry => $"the retry of generation {retry.Generation}",
        _ => $"replay {((ReplayMessage)message).ReplayId}",
    };
}
