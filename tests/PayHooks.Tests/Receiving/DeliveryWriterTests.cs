using System.Runtime.InteropServices;
using Moq;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Receiving;

public sealed class DeliveryWriterTests
{
    private static readonly TestProvider Provider = new(new SourceSettings { Name = "test", Provider = "test" });

    private readonly List<MessageText> written = [];

    [Fact]
    public async Task The_events_of_a_batch_do_not_keep_its_whole_body_in_memory()
    {
        var batch = new byte[10_000];

        Assert.Null(await Writer().TryWriteAsync(
            Provider, Delivery(batch), [batch.AsMemory(0, 50), batch.AsMemory(50, 60)], default));

        Assert.Equal([50, 60], written.Select(text => ArrayOf(text).Length).Order());
    }

    [Fact]
    public async Task An_event_in_a_larger_array_does_not_keep_that_in_memory()
    {
        await Writer().WriteAsync(Provider, Delivery(new byte[10_000].AsMemory(3, 4999)), default);

        Assert.Equal(4999, ArrayOf(Assert.Single(written)).Length);
    }

    [Fact]
    public async Task A_body_that_fills_its_array_is_not_copied()
    {
        var body = new byte[1025];

        await Writer().WriteAsync(Provider, Delivery(body.AsMemory(0, 1024)), default);

        Assert.Same(body, ArrayOf(Assert.Single(written)));
    }

    private static byte[] ArrayOf(MessageText text) =>
        MemoryMarshal.TryGetArray(text.Body, out var bytes) ? bytes.Array! : throw new InvalidOperationException("The body has no array.");

    private static DeliveryMessage Delivery(ReadOnlyMemory<byte> body) => new()
    {
        Source = "test",
        DueAt = DateTimeOffset.UnixEpoch,
        DeliveryId = "dlv_1",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Verification = VerificationLevel.Signature,
        Body = body,
    };

    private DeliveryWriter Writer()
    {
        var queue = new Mock<IEventQueue>();
        queue.SetupGet(one => one.MaxTextBytes).Returns(int.MaxValue);
        queue.SetupGet(one => one.TakesBytes).Returns(true);
        queue.Setup(one => one.EnqueueAsync(It.IsAny<MessageText>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((MessageText text, TimeSpan _, CancellationToken _) =>
            {
                written.Add(text);
                return ValueTask.CompletedTask;
            });
        return new DeliveryWriter(queue.Object);
    }
}
