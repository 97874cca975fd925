namespace PayHooks.Tests.Processing.Model;

/// <summary>What may happen next in the world of the model.</summary>
internal enum DeedKind
{
    /// <summary>A delivery is put into the queue: of event <c>Who</c>, with body <c>What</c>.</summary>
    Deliver,

    /// <summary>Somebody asks for event <c>Who</c> to be replayed.</summary>
    Replay,

    /// <summary>Worker <c>Who</c> takes the visible message number <c>What</c>.</summary>
    Take,

    /// <summary>The call that worker <c>Who</c> waits for is carried out, refused, or carried out and its answer lost.</summary>
    Answer,

    /// <summary>The handler that worker <c>Who</c> runs succeeds, fails, or heeds its cancellation.</summary>
    Finish,

    /// <summary>Worker <c>Who</c> ends the message, or gives it back, as its result says.</summary>
    End,

    /// <summary>Time passes for everybody.</summary>
    Wait,

    /// <summary>Worker <c>Who</c> comes to the timers that are due; if one renews its claim, the renewal fares as <c>What</c>
    /// says.</summary>
    Tick,

    /// <summary>Worker <c>Who</c> dies, and a new one with another clock takes its place.</summary>
    Crash,

    /// <summary>Worker <c>Who</c> is asked to stop in good order.</summary>
    Stop,

    /// <summary>Somebody pauses the source or a handler, as <c>What</c> says.</summary>
    Pause,

    /// <summary>Somebody resumes what is paused.</summary>
    Resume,

    /// <summary>The job that requeues the events of a pause that is over does its next step.</summary>
    Requeue,

    /// <summary>The queue gives the message of worker <c>Who</c> to others, as if that were dead.</summary>
    Reappear,
}

/// <summary>One step of a trace. A trace with steps left out is a trace: what is not possible any more is passed over.</summary>
internal sealed record ModelAction(DeedKind Kind, int Who, int What)
{
    private static readonly (DeedKind Kind, int Weight)[] Weights =
    [
        (DeedKind.Deliver, 8), (DeedKind.Replay, 3), (DeedKind.Take, 14), (DeedKind.Answer, 40), (DeedKind.Finish, 16), (DeedKind.End, 12),
        (DeedKind.Wait, 8), (DeedKind.Tick, 14), (DeedKind.Crash, 3), (DeedKind.Stop, 2), (DeedKind.Reappear, 2),
        (DeedKind.Pause, 2), (DeedKind.Resume, 3), (DeedKind.Requeue, 4),
    ];

    private static readonly int TotalWeight = Weights.Sum(one => one.Weight);

    public static ModelAction Any(Random random)
    {
        var at = random.Next(TotalWeight);
        var kind = Weights.First(one => (at -= one.Weight) < 0).Kind;
        return new ModelAction(kind, random.Next(6), random.Next(12));
    }
}

/// <summary>How a call fares.</summary>
internal enum Fate
{
    IsCarriedOut,
    IsRefused,
    LosesItsAnswer,
}
