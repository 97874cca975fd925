using PayHooks.Receiving;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Receiving;

public sealed class ReceiveLogTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly LogSink sink = new();
    private readonly ReceiveLog log;

    public ReceiveLogTests() => log = new ReceiveLog(sink.CreateLogger("test"), time);

    public void Dispose() => log.Dispose();

    [Fact]
    public void Tells_the_first_refusals_in_full_and_then_how_many_more_there_were()
    {
        Refuse(1239);
        Assert.Equal(5, sink.Lines.Count);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Warning: … and 1,234 more of the same for shop, signature_mismatch, in the last minute", sink.Lines.Last());
        Assert.Equal(6, sink.Lines.Count);
    }

    [Fact]
    public void Begins_anew_in_the_next_minute()
    {
        Refuse(5);
        time.Advance(TimeSpan.FromMinutes(1));
        Refuse(5);
        Assert.Equal(10, sink.Lines.Count);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(10, sink.Lines.Count);
    }

    [Fact]
    public void Limits_each_source_and_reason_by_itself()
    {
        Refuse(100);
        Refuse(1, source: "other");
        Refuse(1, reason: "too_large");
        Assert.Equal(7, sink.Lines.Count);
    }

    [Fact]
    public void Keeps_nothing_of_names_that_are_no_source()
    {
        Refuse(1000, source: null, reason: "unknown_source");
        Assert.Equal(5, sink.Lines.Count);
        Assert.All(sink.Lines, line => Assert.Contains("(none)", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_what_cannot_be_accepted_and_requests_that_break_the_rules_too()
    {
        for (var i = 0; i < 100; i++)
        {
            log.Write(new ReceiveResult(ReceiveOutcome.Unavailable, 503) { Source = "shop", Reason = "secret_unusable" });
            log.WriteBroken(400);
        }

        Assert.Equal(10, sink.Lines.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("Error: … and 95 more of the same for shop, secret_unusable, in the last minute", sink.Lines);
        Assert.Contains("Information: … and 95 more of the same for (broken), broken_off, in the last minute", sink.Lines);
    }

    [Fact]
    public void Tells_what_it_still_holds_when_it_ends()
    {
        Refuse(7);
        log.Dispose();
        Assert.Contains("and 2 more", sink.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_what_is_accepted_alone()
    {
        for (var i = 0; i < 100; i++)
        {
            log.Write(new ReceiveResult(ReceiveOutcome.Accepted, 200) { Source = "shop", DeliveryId = "dlv_1" });
        }

        Assert.Equal(100, sink.Lines.Count);
    }

    private void Refuse(int count, string? source = "shop", string reason = "signature_mismatch")
    {
        for (var i = 0; i < count; i++)
        {
            log.Write(new ReceiveResult(ReceiveOutcome.Refused, 401) { Source = source, Reason = reason, Detail = "It does not match." });
        }
    }
}
