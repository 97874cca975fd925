using System.Runtime.InteropServices;

namespace PayHooks.Sqlite;

/// <summary>
/// Decides how much of the work on events goes on beside answers. Where both cannot be had the answers come first: senders wait for
/// them, and what they brought is safe. But the work gets what they leave.
/// </summary>
/// <remarks>
/// How many deliveries want to come in cannot be seen while the work takes the processors from them. So, when there are many, the work
/// stands back for a moment now and then. If they come much faster then, it was the work that kept them down: it begins again with
/// little, and takes more step by step for as long as they come nearly as fast as without it, and few of them wait for the writer. What
/// was too much it takes again later, and later each time.
/// </remarks>
/// <param name="time">A clock for the processors, whatever time the events are told it is.</param>
internal sealed class BurstBrake(TimeProvider time)
{
    // A second; so few leave room for the work in any case.
    private const double Few = 1000;

    // How much faster they must come without the work for it to be what keeps them down.
    private const double Faster = 1.3;

    // How near to the rate without the work the rate beside it must stay.
    private const double Near = 0.9;

    // How many answers may wait for the writer at a time, on average.
    private const double MostWaiting = 24;

    // So many that the end of the window is not waited for.
    private const double FarTooManyWaiting = 1.25 * MostWaiting;

    // The step from which on there is so much work that a look without it pays.
    private const int Much = 4;

    // A disk that stands still, which is not the work's doing; usually it takes the log in a millisecond or two.
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(20);

    // How often the rate is judged, and how often only who waits; how long the work stands back, and how often.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    // Before the work takes more again, and before it takes as much again as was too much several times: each time costs some
    // deliveries a late answer.
    private static readonly TimeSpan AfterTooMuch = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongAfterTooMuch = TimeSpan.FromSeconds(30);

    // Events a second, from hardly any to all that come.
    private static readonly double[] Rates = [160, 320, 640, 1000, 1400, 2000, 2700, 3600, 5000, 7000, 10_000, double.PositiveInfinity];

    private int step = Rates.Length - 1;
    private bool isLooking;
    private bool isSuspicious;
    private double rateBefore;
    private double withoutWork;
    private long counted;
    private long waited;
    private Tally window = new(time.GetTimestamp(), 0, 0);
    private Tally glance = new(time.GetTimestamp(), 0, 0);
    private int tooMuch = Rates.Length;
    private TimeSpan patience = AfterTooMuch;
    private long lastLook = long.MinValue;
    private long lastTooMuch = long.MinValue;
    private long lastStep = long.MinValue;

    /// <summary>Counts deliveries that were written. Called by one thread, the writer's.</summary>
    /// <param name="deliveries">How many.</param>
    /// <param name="waits">How long they waited for it, all together, in ticks of the clock.</param>
    /// <param name="disk">How long the writer itself had to wait for the disk before.</param>
    public void Count(int deliveries, long waits, TimeSpan disk)
    {
        Volatile.Write(ref counted, counted + deliveries);
        Volatile.Write(ref waited, waited + (disk < Stall ? waits : 0));
    }

    /// <summary>How many events a second may be worked on; infinite for no brake. Called by one taker at a time, before each batch.</summary>
    public double MostWork()
    {
        var now = new Tally(time.GetTimestamp(), Volatile.Read(ref counted), Volatile.Read(ref waited));
        if (Elapsed(window, now) >= (isLooking ? Moment : Window))
        {
            Judge((now.Count - window.Count) / Elapsed(window, now).TotalSeconds, Waiting(window, now));
            (window, glance) = (now, now);
        }
        else if (Elapsed(glance, now) >= Glance)
        {
            if (!isLooking && step > 0 && IsPast(3 * Glance, lastStep) && Waiting(glance, now) > FarTooManyWaiting)
            {
                TakeLess(to: step - 1);
                window = now;
            }

            glance = now;
        }

        return Rates[isLooking ? 0 : step];
    }

    private TimeSpan Elapsed(Tally from, Tally to) => time.GetElapsedTime(from.At, to.At);

    private static double Waiting(Tally from, Tally to) => (double)(to.Waited - from.Waited) / (to.At - from.At);

    private void Judge(double rate, double waiting)
    {
        if (rate < Few)
        {
            (isLooking, step, withoutWork, rateBefore) = (false, Rates.Length - 1, 0, rate);
            (tooMuch, patience) = (Rates.Length, AfterTooMuch);
        }
        else if (isLooking)
        {
            JudgeLook(rate);
        }
        else
        {
            JudgeWindow(rate, waiting);
        }
    }

    private void JudgeLook(double rate)
    {
        isLooking = false;
        lastLook = time.GetTimestamp();
        if (rate > rateBefore * Faster)
        {
            TakeLess(to: 0);
        }
        else if (isSuspicious && rate * Near > rateBefore)
        {
            TakeLess(to: step - 1);
        }
        else if (isSuspicious)
        {
            withoutWork = rateBefore;
        }
    }

    private void JudgeWindow(double rate, double waiting)
    {
        // What is held up in one window comes in the next.
        var (higher, lower) = (Math.Max(rate, rateBefore), Math.Min(rate, rateBefore));
        if (step == 0)
        {
            withoutWork = rate;
            Step(to: 1);
        }
        else if (waiting > MostWaiting)
        {
            TakeLess(to: step - 1);
        }
        else if (higher < withoutWork * Near)
        {
            // It is the work, or there are fewer; a look tells, if there is much to see.
            if (step < Much)
            {
                TakeLess(to: step - 1);
            }
            else
            {
                (isLooking, isSuspicious) = (true, true);
            }
        }
        else if (step >= Much && lower >= Few && IsPast(BetweenLooks, lastLook))
        {
            (isLooking, isSuspicious) = (true, false);
        }
        else if (step + 1 < tooMuch)
        {
            Step(to: Math.Min(step + 2, tooMuch - 1));
        }
        else if (step < Rates.Length - 1 && IsPast(patience, lastTooMuch) && IsPast(2 * Window, lastStep))
        {
            Step(to: step + 1);
        }

        withoutWork = Math.Max(withoutWork, lower);
        rateBefore = rate;
    }

    private void TakeLess(int to)
    {
        // What follows the step before at once is still the same that was too much.
        if (IsPast(2 * Window, lastTooMuch))
        {
            patience = step < tooMuch ? AfterTooMuch : patience * 2 < LongAfterTooMuch ? patience * 2 : LongAfterTooMuch;
            tooMuch = step;
        }

        lastTooMuch = time.GetTimestamp();
        Step(to);
    }

    private void Step(int to)
    {
        step = to;
        lastStep = time.GetTimestamp();
    }

    private bool IsPast(TimeSpan span, long since) => since == long.MinValue || time.GetElapsedTime(since) >= span;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Tally(long At, long Count, long Waited);
}
