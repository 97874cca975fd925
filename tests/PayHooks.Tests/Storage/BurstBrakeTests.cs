using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class BurstBrakeTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ManualTime time = new();
    private readonly AnswerRate answers;
    private readonly BurstBrake brake;

    public BurstBrakeTests()
    {
        answers = new AnswerRate(time);
        brake = new BurstBrake(answers, time);
    }

    [Fact]
    public void Work_never_waits_while_few_deliveries_come() =>
        Assert.All(Enumerable.Range(0, 400), _ => Assert.False(After(perSecond: 900)));

    [Fact]
    public void Work_waits_as_long_as_a_burst_lasts_and_not_a_moment_longer()
    {
        Assert.All(Enumerable.Range(0, 400), _ => Assert.True(After(perSecond: 20_000)));
        Assert.False(After(perSecond: 0));
    }

    [Fact]
    public void Among_many_deliveries_work_stands_back_for_a_moment_every_few_seconds()
    {
        var waited = Enumerable.Range(0, 400).Count(_ => After(perSecond: 3000)); // 20 seconds

        Assert.InRange(waited, 4, 40);
    }

    [Fact]
    public void A_burst_that_work_has_kept_down_shows_when_it_stands_back()
    {
        var waits = After(perSecond: 3000);
        for (var i = 0; i < 400; i++)
        {
            waits = After(perSecond: waits ? 12_000 : 3000);
        }

        Assert.True(waits);
    }

    [Fact]
    public void A_writer_that_has_nothing_to_do_tells_no_old_rate()
    {
        After(perSecond: 20_000);
        time.Advance(4 * Tick);

        Assert.Equal(0, answers.PerSecond);
    }

    private bool After(int perSecond)
    {
        time.Advance(Tick);
        answers.Count((int)(perSecond * Tick.TotalSeconds));
        return brake.ShouldWait();
    }
}
