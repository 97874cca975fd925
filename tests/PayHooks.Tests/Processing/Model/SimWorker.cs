using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Pauses;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;
using PayHooks.Tests.Payments;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing.Model;

/// <summary>
/// A process with the real <see cref="EventProcessor"/> in it. It stands still at every call of a port and in every handler
/// until the simulation says how that fares; in between it runs alone.
/// </summary>
internal sealed class SimWorker : IDisposable
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan[] PersistWaits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<ParkedCall> calls = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly EventProcessor processor;
    private readonly PauseCache pauses;
    private readonly ModelWorld world;
    private Task<ProcessResult>? processing;
    private Fate? fateOfRenewal;
    private Fate fateOfGuard;
    private int inFlight;
    private bool hasGivenUpOnHandler;

    public SimWorker(ModelWorld world, int number, TimeSpan skew)
    {
        this.world = world;
        Number = number;
        Clock = new SimClock(() => world.Now, skew);
        var (queue, ledger) = (new WorkerQueue(this, world.Queue), new WorkerLedger(this, world));
        HandlerSet handlers =
            new(world.HandlerNames.Select(name =>
            DelegateHandler.Named(name, (e, context, cancelled) => HandleAsync(name, e, context, cancelled))));
        var runner = new HandlerInvoker(world.Scopes, world.Options, Clock, NullLogger<HandlerInvoker>.Instance);
        var bodies = new EventBodies(ledger);
        var payments = new WorkerSubjects(this, world.Subjects);
        var reruns = new DeadEventReruns(queue, Clock);
        var step = new PaymentStep(
            world.Sources, handlers, new SubjectUpdater(payments, Clock),
                new PaymentAlarms(payments, Clock, NullLogger<PaymentAlarms>.Instance), reruns,
            ledger, Clock);
        pauses = new PauseCache(new PauseStore(new WorkerState(this, world.State)), Clock);
        var outcomes = new OutcomeRecorder(
            pauses, new RetryPolicy(world.Options.RetryDelays, () => 0.5), queue, LeaseTimes.Default, Clock);
        var run = new AttemptExecutor(step, pauses, runner, outcomes, ledger, bodies, LeaseTimes.Default, Clock, guards: queue);
        processor = new EventProcessor(world.Sources, new MessageRequeuer(queue, Clock), ledger, new EventRecordFactory(bodies, Clock), run, step, reruns,
            LeaseTimes.Default, Clock);
    }

    public int Number { get; }

    public SimClock Clock { get; }

    public SimMessage? Message { get; private set; }

    public int Receipt { get; private set; }

    /// <summary>The token of the claim that it made last.</summary>
    public string? Owner { get; set; }

    /// <summary>The generation of that claim.</summary>
    public int Generation { get; set; }

    /// <summary>Handlers that have succeeded under this claim and of which the ledger does not know yet.</summary>
    public HashSet<string> Unrecorded { get; } = [];

    public ParkedHandler? Handler { get; private set; }

    public bool IsDead { get; private set; }

    public bool IsIdle => processing is null;

    public bool IsStopping => stopping.IsCancellationRequested;

    public ProcessResult? Result => processing is { IsCompletedSuccessfully: true } ? processing.Result : null;

    public string? WaitsFor
    {
        get
        {
            lock (gate)
            {
                return calls.FirstOrDefault()?.What;
            }
        }
    }

    public void Start(SimMessage message, int receipt)
    {
        (Message, Receipt, Owner) = (message, receipt, null);
        Unrecorded.Clear();
        processing = processor.ProcessAsync(message.Text, message.Dequeues, stopping.Token);
    }

    public void Forget() => (processing, Message) = (null, null);

    public void Answer(Fate fate)
    {
        ParkedCall call;
        lock (gate)
        {
            call = calls[0];
            calls.RemoveAt(0);
        }

        call.Fate.TrySetResult(fate);
    }

    public void FinishHandler(Exception? error)
    {
        var handler = Handler!;
        (Handler, hasGivenUpOnHandler) = (null, false);
        if (error is null)
        {
            handler.End.SetResult();
        }
        else
        {
            handler.End.SetException(error);
        }
    }

    public void Tick(Fate renewal, Fate guard)
    {
        fateOfGuard = guard;
        while (Clock.TakeDue() is { } timer)
        {
            fateOfRenewal = timer.Length == RenewalInterval ? renewal : null;
            hasGivenUpOnHandler |= timer.Length == Grace;
            timer.Fire();
            Settle();
            fateOfRenewal = null;
        }
    }

    public void Stop() => stopping.Cancel();

    public void Die() => IsDead = true;

    /// <summary>Waits until it stands still.</summary>
    public void Settle()
    {
        if (!SpinWait.SpinUntil(StandsStill, SettleLimit))
        {
            throw new InvalidOperationException(
                $"Worker {Number} does not come to a stand: {WaitsFor ?? "no call"}, {inFlight} calls in flight, handler "
                + $"{Handler?.Name ?? "none"}.");
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        pauses.Dispose();
    }

    private bool StandsStill()
    {
        lock (gate)
        {
            if (IsDead || processing is null or { IsCompleted: true })
            {
                return true;
            }

            if (inFlight > 0)
            {
                return false;
            }

            if (Handler is { } handler)
            {
                return handler.Cancelled.IsCancellationRequested
                    ? hasGivenUpOnHandler || Clock.Waits(Grace)
                    : Clock.Waits(RenewalInterval);
            }

            return calls.Count > 0 || Clock.Waits(PersistWaits);
        }
    }

    private async Task HandleAsync(string name, WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancelled)
    {
        var run = new HandlerRun(webhookEvent.Id, webhookEvent.Type, name, context);
        var parked = new ParkedHandler(name, webhookEvent.Id, new TaskCompletionSource(), cancelled);
        world.Check.HandlerStarts(this, parked, run);
        lock (gate)
        {
            Handler = parked;
        }

        await parked.End.Task;
        run.IsDone = true;
        world.Check.HandlerSucceeded(this, parked);
    }

    /// <summary>Stands still at a call until its fate is known. A dead process waits forever.</summary>
    internal async ValueTask<T> CallAsync<T>(string what, bool isRenewal, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var fate = isRenewal && !IsDead ? fateOfRenewal ?? Fate.IsCarriedOut : await ParkAsync(what, cancellationToken);
        if (fate == Fate.IsRefused)
        {
            throw new IOException("Refused.");
        }

        Interlocked.Increment(ref inFlight);
        try
        {
            var answer = await call();
            return fate == Fate.LosesItsAnswer ? throw new IOException("The answer is lost.") : answer;
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    /// <summary>A call about a guard, which goes with a renewal.</summary>
    internal async ValueTask<T> CallGuardAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        var fate = IsDead ? await ParkAsync("keeps its guard", cancellationToken) : fateOfGuard;
        if (fate == Fate.IsRefused)
        {
            throw new IOException("Refused.");
        }

        var answer = call();
        return fate == Fate.LosesItsAnswer ? throw new IOException("The answer is lost.") : answer;
    }

    private async Task<Fate> ParkAsync(string what, CancellationToken cancellationToken)
    {
        var parked = new ParkedCall(what, new TaskCompletionSource<Fate>());
        lock (gate)
        {
            calls.Add(parked);
        }

        await using var ended = cancellationToken.UnsafeRegister(
            _ =>
            {
                lock (gate)
                {
                    calls.Remove(parked);
                }

                parked.Fate.TrySetCanceled(cancellationToken);
            },
            null);
        return await parked.Fate.Task;
    }

    internal sealed record ParkedHandler(string Name, string EventId, TaskCompletionSource End, CancellationToken Cancelled);

    private sealed record ParkedCall(string What, TaskCompletionSource<Fate> Fate);
}
