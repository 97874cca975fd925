using System.Text;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class MessageSerializerTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    private static readonly DeliveryMessage Delivery = new()
    {
        Source = "chargily",
        DueAt = At,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        RequeueCount = 3,
        DeliveryId = "dlv_1",
        ReceivedAt = At.AddTicks(-1),
        Verification = VerificationLevel.Partial,
        SecretIndex = 1,
        Body = (byte[])[0, 0xEF, 0xBB, 0xBF, (byte)'"', 13, 10, 255],
        Headers = [new("content-type", "application/json; charset=\"utf-8\""), new("user-agent", "päy\u2028\t")],
    };

    private static readonly QueueMessage[] Kinds =
    [
        Delivery,
        Delivery with { Body = EventBody.Stored("chargily/2026/01/15/x"), TraceParent = null, RequeueCount = 0, Headers = [],
            SecretIndex = -1 },
        Delivery with { Body = default },
        Delivery with { Verification = VerificationLevel.Api, Identity = "api|payment||p\u00e9|1|\"paid\"" },
        new RetryMessage { Source = "portone", DueAt = At, EventId = "evt_1", Generation = 7, RequeueCount = 1 },
        new RetryMessage
        {
            Source = "portone", DueAt = At, EventId = "evt_1", Generation = 7, RequeueCount = 1, TraceParent = "00-x", IsGuard = true,
        },
        new ReplayMessage { Source = "xanpay", DueAt = At, EventId = "evt_2", ReplayId = "rpl_1", TraceParent = "00-x" },
        new ReplayMessage { Source = "xanpay", DueAt = At, EventId = "evt_2", ReplayId = "rpl_1", Force = true },
    ];

    public static TheoryData<int> Messages => new(Enumerable.Range(0, Kinds.Length));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_read_as_it_was_written(int kind)
    {
        var message = Kinds[kind];
        AssertIs(message, MessageSerializer.Read(MessageSerializer.Write(message)));
        AssertIs(message, MessageSerializer.Read(MessageSerializer.Write(message, asBytes: true)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_text_is_one_line_of_printable_ascii(int kind) =>
        Assert.All(MessageSerializer.Write(Kinds[kind]).AllBytes(), letter => Assert.InRange(letter, (byte)' ', (byte)'~'));

    [Theory]
    [InlineData("""{"v":2,"kind":"delivery","putBacks":4,"something":{"new":[1]}}""", 4)]
    [InlineData("""{"v":1,"kind":"escalation","source":"chargily","putBacks":2}""", 2)]
    [InlineData("""{"v":2}""", 0)]
    public void A_newer_message_is_neither_read_nor_given_up(string text, int putBacks)
    {
        var read = MessageSerializer.Read(Encoding.ASCII.GetBytes(text));

        Assert.Equal(new ReadMessage(null, IsUnreadable: false, putBacks), read);
    }

    [Fact]
    public void A_newer_message_is_put_back_with_nothing_but_its_count_changed()
    {
        var text = """{"v":2,"kind":"delivery","putBacks":4,"something":{"new":[1,"\u00e4"]}}"""u8.ToArray();

        var again = MessageSerializer.WithRequeueCount(text, 5);

        Assert.Equal("""{"v":2,"kind":"delivery","something":{"new":[1,"\u00e4"]},"putBacks":5}""", Encoding.ASCII.GetString(again.Envelope.Span),
            ignoreCase: true);
        Assert.Equal(5, MessageSerializer.Read(again).RequeueCount);
    }

    [Fact]
    public void A_queue_that_takes_bytes_gets_the_body_as_it_is()
    {
        var text = MessageSerializer.Write(Delivery, asBytes: true);

        Assert.Equal(Delivery.Body.Bytes, text.Body);
        Assert.Equal((byte)'}', text.Envelope.Span[^1]);
    }

    [Fact]
    public void A_newer_message_is_put_back_with_its_body()
    {
        byte[] body = [0xFF, 0, 0x7F];

        var again = MessageSerializer.WithRequeueCount(new MessageText("""{"v":2,"bodyLength":3}"""u8.ToArray(), body), 5);

        Assert.Equal("""{"v":2,"bodyLength":3,"putBacks":5}"""u8.ToArray(), again.Envelope.ToArray());
        Assert.Equal(body, again.Body.ToArray());
        Assert.Equal(new ReadMessage(null, IsUnreadable: false, 5), MessageSerializer.Read(again));
    }

    [Fact]
    public void A_body_that_is_cut_off_or_too_long_is_garbage()
    {
        var text = MessageSerializer.Write(Delivery, asBytes: true);

        Assert.True(MessageSerializer.Read(text with { Body = text.Body[..^1] }).IsUnreadable);
        Assert.True(MessageSerializer.Read(text with { Body = (byte[])[.. text.Body.Span, 0] }).IsUnreadable);
        Assert.True(MessageSerializer.Read(text.Envelope).IsUnreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("""{"v":1,"kind":"replay","source":"s","dueAt":"2026-01-15T12:00:00Z","eventId":"e","replayId":"r"} more""")]
    [InlineData("""{"v":1,"kind":"delivery","source":"s","dueAt":"2026-01-15T12:00:00Z","deliveryId":"d","receivedAt":"2026-01-15T12:00:00Z","verification":"none","secretIndex":0,"bodyLength":-1}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":"1"}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"kind":5}""")]
    [InlineData("""{"v":1,"kind":"delivery"}""")]
    [InlineData("""{"v":1,"kind":"retry","source":null,"dueAt":"2026-01-15T12:00:00Z","eventId":"e","generation":1}""")]
    [InlineData("""{"v":1,"kind":"retry","source":"s","dueAt":"yesterday","eventId":"e","generation":1}""")]
    [InlineData("""{"v":1,"kind":"retry","source":"s","dueAt":"2026-01-15T12:00:00Z","eventId":"e","generation":99999999999}""")]
    [InlineData("""{"v":1,"kind":"retry","source":"\ud800","dueAt":"2026-01-15T12:00:00Z","eventId":"e","generation":1}""")]
    [InlineData("""{"v":1,"kind":"delivery","source":"s","dueAt":"2026-01-15T12:00:00Z","deliveryId":"d","receivedAt":"2026-01-15T12:00:00Z","verification":"none","secretIndex":0,"body":"%%"}""")]
    [InlineData("""{"v":1,"kind":"delivery","source":"s","dueAt":"2026-01-15T12:00:00Z","deliveryId":"d","receivedAt":"2026-01-15T12:00:00Z","verification":"maybe","secretIndex":0,"body":""}""")]
    [InlineData("""{"v":1,"kind":"delivery","source":"s","dueAt":"2026-01-15T12:00:00Z","deliveryId":"d","receivedAt":"2026-01-15T12:00:00Z","verification":"none","body":""}""")]
    [InlineData("""{"v":1,"kind":"delivery","source":"s","dueAt":"2026-01-15T12:00:00Z","deliveryId":"d","receivedAt":"2026-01-15T12:00:00Z","verification":"none","secretIndex":0}""")]
    public void Garbage_is_told_from_newer_messages(string text) =>
        Assert.Equal(new ReadMessage(null, IsUnreadable: true, 0), MessageSerializer.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Text_that_is_not_utf8_is_garbage() =>
        Assert.True(MessageSerializer.Read((byte[])[(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']).IsUnreadable);

    private static void AssertIs(QueueMessage message, ReadMessage read)
    {
        Assert.False(read.IsUnreadable);
        Assert.Equal(message.RequeueCount, read.RequeueCount);
        Assert.Equal(message.GetType(), read.Message?.GetType());
        if (message is DeliveryMessage sent && read.Message is DeliveryMessage got)
        {
            Assert.Equal(sent.Body.Reference, got.Body.Reference);
            Assert.True(sent.Body.Bytes.Span.SequenceEqual(got.Body.Bytes.Span));
            Assert.Equal(sent.Headers, got.Headers);
            Assert.Equal(sent with { Body = default, Headers = [] }, got with { Body = default, Headers = [] });
        }
        else
        {
            Assert.Equal(message, read.Message);
        }
    }
}
