using PayHooks.Storage;
using PayHooks.Storage.InMemory;

namespace PayHooks.Tests.Storage;

/// <summary>What every body store promises.</summary>
public abstract class BodyStoreContract
{
    private protected abstract IBodyStore Bodies { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    public async Task A_body_is_read_back_byte_for_byte(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);

        var reference = await Bodies.PutAsync("chargily/one", body, default);

        var read = await Bodies.GetAsync(reference, default);
        Assert.True(read.HasValue && read.Value.Span.SequenceEqual(body));
    }

    [Fact]
    public async Task Changing_the_buffer_afterwards_does_not_change_the_body()
    {
        var body = "before"u8.ToArray();
        var reference = await Bodies.PutAsync("chargily/one", body, default);

        body[0] = (byte)'B';

        Assert.True((await Bodies.GetAsync(reference, default))!.Value.Span.SequenceEqual("before"u8));
    }

    [Fact]
    public async Task A_body_that_is_gone_reads_as_null_and_can_be_deleted_again()
    {
        var reference = await Bodies.PutAsync("chargily/one", "body"u8.ToArray(), default);

        await Bodies.DeleteAsync(reference, default);
        await Bodies.DeleteAsync(reference, default);

        Assert.Null(await Bodies.GetAsync(reference, default));
    }

    [Fact]
    public async Task Storing_a_body_again_after_a_lost_answer_is_harmless()
    {
        var first = await Bodies.PutAsync("chargily/one", "body"u8.ToArray(), default);
        var second = await Bodies.PutAsync("chargily/one", "body"u8.ToArray(), default);

        Assert.Equal(first, second);
        Assert.True((await Bodies.GetAsync(second, default))!.Value.Span.SequenceEqual("body"u8));
    }
}

public sealed class InMemoryBodyStoreTests : BodyStoreContract
{
    private protected override IBodyStore Bodies { get; } = new InMemoryBodyStore();
}
