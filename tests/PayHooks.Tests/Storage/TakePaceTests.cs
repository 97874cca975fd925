using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class TakePaceTests
{
    private readonly ManualTime time = new();
    private readonly TakePace pace;

    public TakePaceTests() => pace = new TakePace(time);

    [Fact]
    public void The_next_batch_waits_until_the_last_one_has_used_its_share_of_the_time()
    {
        pace.Took(20);
        time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal(TimeSpan.FromMilliseconds(15), pace.Wait(1000));

        time.Advance(TimeSpan.FromMilliseconds(15));
        Assert.Equal(TimeSpan.Zero, pace.Wait(1000));
    }

    [Fact]
    public void Nothing_waits_where_as_much_as_comes_may_be_worked_on()
    {
        pace.Took(1000);

        Assert.Equal(TimeSpan.Zero, pace.Wait(double.PositiveInfinity));
        Assert.Equal(int.MaxValue, TakePace.Most(double.PositiveInfinity));
    }

    [Fact]
    public void No_wait_is_so_long_that_a_faster_pace_is_noticed_late()
    {
        pace.Took(64);

        Assert.Equal(TimeSpan.FromMilliseconds(100), pace.Wait(100));
    }

    [Theory]
    [InlineData(100, 16)]
    [InlineData(5000, 25)]
    [InlineData(1_000_000, 64)]
    public void A_batch_is_some_milliseconds_of_work(double rate, int most) => Assert.Equal(most, TakePace.Most(rate));
}
