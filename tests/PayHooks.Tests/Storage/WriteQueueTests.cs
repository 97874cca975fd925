using PayHooks.Sqlite;

namespace PayHooks.Tests.Storage;

public sealed class WriteQueueTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly WriteQueue queue = new();
    private readonly List<WriteOperation> group = [];

    [Fact]
    public void Answers_come_first_and_others_in_their_order_after_them()
    {
        var (one, two) = (Add(), Add());
        var answer = Add(isAnswer: true);

        Assert.True(queue.Take(group));
        Assert.True(queue.TryTakeMore(group, AtOnce));

        Assert.Equal([answer, one, two], group);
    }

    [Fact]
    public void Answers_that_come_while_a_group_runs_join_it_however_long_it_runs_already()
    {
        Add();
        queue.Take(group);
        var answer = Add(isAnswer: true);

        Assert.True(queue.TryTakeMore(group, Long));

        Assert.Equal(answer, group[^1]);
    }

    [Fact]
    public void Others_join_a_group_with_an_answer_for_a_moment_only()
    {
        for (var i = 0; i < 100; i++)
        {
            Add();
        }

        Add(isAnswer: true);
        queue.Take(group);
        Assert.True(queue.TryTakeMore(group, AtOnce));
        var before = group.Count;

        Assert.False(queue.TryTakeMore(group, Long));

        Assert.Equal(before, group.Count);
    }

    [Fact]
    public void However_many_answers_there_are_some_others_join_each_group()
    {
        Add();
        for (var i = 0; i < 1000; i++)
        {
            Add(isAnswer: true);
        }

        queue.Take(group);

        Assert.True(queue.TryTakeMore(group, Long));
        Assert.False(group[^1].IsAnswer);
    }

    [Fact]
    public void A_group_without_an_answer_takes_others_until_it_is_full()
    {
        for (var i = 0; i < 1000; i++)
        {
            Add();
        }

        queue.Take(group);
        while (queue.TryTakeMore(group, Long))
        {
        }

        Assert.Equal(512, group.Count);
    }

    [Fact]
    public void What_must_run_alone_ends_a_group_and_comes_before_what_was_asked_for_after_it()
    {
        var before = Add();
        var alone = Add(isAlone: true);
        var after = Add();

        Assert.True(queue.Take(group));
        Assert.False(queue.TryTakeMore(group, AtOnce));
        Assert.Equal([before], group);
        Assert.Equal(alone, queue.TakeAlone());
        Assert.Null(queue.TakeAlone());
        group.Clear();
        Assert.True(queue.Take(group));
        Assert.Equal([after], group);
    }

    [Fact]
    public void A_closed_queue_takes_nothing_and_gives_out_what_it_has()
    {
        var last = Add();
        queue.Close();

        Assert.False(queue.TryAdd(Operation()));
        Assert.True(queue.Take(group));
        Assert.Equal([last], group);
        Assert.False(queue.Take([]));
    }

    private WriteOperation<int, int> Add(bool isAnswer = false, bool isAlone = false)
    {
        var operation = Operation(isAnswer, isAlone);
        Assert.True(queue.TryAdd(operation));
        return operation;
    }

    private static WriteOperation<int, int> Operation(bool isAnswer = false, bool isAlone = false) =>
        new(0, static (_, state) => state, null, default) { IsAnswer = isAnswer, IsAlone = isAlone };
}
