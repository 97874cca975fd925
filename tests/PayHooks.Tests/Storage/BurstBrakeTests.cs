using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>On a machine whose processors either answer 12,000 deliveries a second, or 3,000 beside the work on 3,000 events, or something in between.</summary>
public sealed class BurstBrakeTests
{
    private const double MostAnswers = 12_000;
    private const double MostWork = 3000;
    private const double AnswersOfAnEvent = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ManualTime time = new();
    private readonly BurstBrake brake;
    private double most = double.PositiveInfinity;
    private double late;

    public BurstBrakeTests() => brake = new BurstBrake(time);

    private double Work => Math.Min(MostWork, most);

    [Fact]
    public void Nothing_holds_the_work_up_while_few_deliveries_come() => Assert.Equal(MostWork, Run(seconds: 20, wanted: 900).Work);

    [Fact]
    public void Hardly_anything_does_when_deliveries_come_no_faster_without_it() =>
        Assert.InRange(Run(seconds: 20, wanted: MostAnswers - (MostWork * AnswersOfAnEvent)).Work, 0.94 * MostWork, 0.99 * MostWork);

    [Fact]
    public void In_a_burst_the_work_leaves_nine_tenths_of_the_processors_to_answers()
    {
        Run(seconds: 5, wanted: 50_000);

        var (answers, work) = Run(seconds: 20, wanted: 50_000);

        Assert.InRange(answers, 0.88 * MostAnswers, 0.97 * MostAnswers);
        Assert.InRange(work, 0.03 * MostAnswers / AnswersOfAnEvent, 0.12 * MostAnswers / AnswersOfAnEvent);
    }

    [Theory]
    [InlineData(4500)]
    [InlineData(7500)]
    [InlineData(9000)]
    public void At_a_constant_rate_every_delivery_is_answered_and_the_work_gets_half_of_what_is_left_or_more(int wanted)
    {
        Run(seconds: 10, wanted);

        var (answers, work) = Run(seconds: 30, wanted);

        Assert.InRange(answers, 0.98 * wanted, 1.02 * wanted);
        Assert.InRange(work, 0.5 * (MostAnswers - wanted) / AnswersOfAnEvent, (MostAnswers - wanted) / AnswersOfAnEvent);
    }

    [Fact]
    public void The_work_takes_less_where_many_answers_wait_for_the_writer_at_a_time_however_fast_they_come()
    {
        Run(seconds: 20, wanted: 2000);

        Assert.InRange(Run(seconds: 20, wanted: 2000, waiting: 30).Work, 0.05 * MostWork, 0.3 * MostWork);
    }

    [Fact]
    public void What_makes_many_answers_wait_again_and_again_is_tried_ever_more_rarely()
    {
        double Tried(double seconds) => Enumerable.Range(0, (int)(seconds / Tick.TotalSeconds))
            .Sum(_ => Run(Tick.TotalSeconds, wanted: 2000, waiting: Work < MostWork ? 10 : 40).Work == MostWork ? Tick.TotalSeconds : 0);

        var first = Tried(10);
        Tried(60);

        Assert.InRange(first, 0.1, 2.5);
        Assert.InRange(Tried(60), 0.05, 0.3);
    }

    [Fact]
    public void Far_too_many_waiting_answers_make_the_work_take_less_before_a_window_is_over()
    {
        Run(seconds: 12, wanted: 2000);

        Run(seconds: 0.1, wanted: 2000, waiting: 40);

        Assert.True(double.IsFinite(most));
    }

    [Fact]
    public void Answers_that_wait_for_a_disk_that_stands_still_do_not_hold_the_work_up()
    {
        Run(seconds: 12, wanted: 2000);

        Assert.InRange(Run(seconds: 10, wanted: 2000, waiting: 300, diskMs: 200).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void Deliveries_that_become_fewer_by_themselves_hold_the_work_up_for_a_moment_only()
    {
        Run(seconds: 20, wanted: 3000);

        Assert.InRange(Run(seconds: 10, wanted: 1500).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void Deliveries_that_come_faster_by_themselves_are_no_burst()
    {
        for (var second = 1; second < 30; second++)
        {
            Assert.InRange(Run(seconds: 1, wanted: second * 100).Work, 0.7 * MostWork, MostWork);
        }
    }

    [Fact]
    public void Deliveries_that_double_just_while_the_work_stands_back_hold_it_up_for_some_seconds_only()
    {
        while (double.IsPositiveInfinity(most))
        {
            Run(seconds: 0.05, wanted: 1100);
        }

        Run(seconds: 10, wanted: 2200);

        Assert.InRange(Run(seconds: 20, wanted: 2200).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void Deliveries_that_begin_to_come_in_the_middle_of_a_window_hold_nothing_up()
    {
        Run(seconds: 10.25, wanted: 0);

        Assert.InRange(Run(seconds: 4, wanted: 2500).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void A_moment_without_deliveries_after_which_all_of_them_come_holds_nothing_up()
    {
        Run(seconds: 12, wanted: 2000);
        time.Advance(TimeSpan.FromMilliseconds(250));
        brake.Count(500, 0, TimeSpan.Zero);

        Assert.InRange(Run(seconds: 4, wanted: 2000).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void All_of_the_work_goes_on_some_seconds_after_a_burst()
    {
        Run(seconds: 6, wanted: 50_000);
        late = 0;
        Run(seconds: 12, wanted: 2000);

        Assert.InRange(Run(seconds: 4, wanted: 2000).Work, 0.94 * MostWork, MostWork);
    }

    [Fact]
    public void All_of_the_work_goes_on_as_soon_as_deliveries_have_ceased()
    {
        Run(seconds: 5, wanted: 50_000);
        late = 0;
        Run(seconds: 1, wanted: 0);

        Assert.Equal(MostWork, Run(seconds: 20, wanted: 0).Work);
    }

    // Deliveries that cannot be answered in time are sent later, a few thousand at the most.
    private (double Answers, double Work) Run(double seconds, double wanted, double waiting = 10, double diskMs = 1)
    {
        var ticks = (int)Math.Round(seconds / Tick.TotalSeconds);
        var (answers, work) = (0.0, 0.0);
        for (var i = 0; i < ticks; i++)
        {
            late = Math.Min(late + (wanted * Tick.TotalSeconds), 5000);
            var answered = Math.Min(late, (MostAnswers - (Work * AnswersOfAnEvent)) * Tick.TotalSeconds);
            late -= answered;
            answers += answered;
            work += Work * Tick.TotalSeconds;
            brake.Count((int)Math.Round(answered), (long)(waiting * Tick.TotalSeconds * time.TimestampFrequency), TimeSpan.FromMilliseconds(diskMs));
            time.Advance(Tick);
            most = brake.MostWork();
        }

        return (answers / seconds, work / seconds);
    }
}
