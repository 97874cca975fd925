using System.Text;

namespace PayHooks.Tests.Events;

public sealed class LoneSurrogatesTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"\uDE00":"\ude00\ud83d"}""", """{"\ufffd":"\ufffd\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00x"}""", """{"a":"\ufffd\ud83d\ude00x"}""")]
    [InlineData("""{"a":"\ud83d\u0041"}""", """{"a":"\ufffd\u0041"}""")]
    [InlineData("""{"a":"\\ud83d\\\\ud83d"}""", """{"a":"\\ud83d\\\\ud83d"}""")]
    [InlineData("""{"a":"\\\ud83d"}""", """{"a":"\\\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""\ud8""", """\ud8""")]
    [InlineData("""\""", """\""")]
    [InlineData("", "")]
    public void Replaces_halves_and_nothing_else(string json, string repaired) =>
        Assert.Equal(repaired, Encoding.UTF8.GetString(LoneSurrogates.Replace(Encoding.UTF8.GetBytes(json)).Span));

    [Fact]
    public void Copies_nothing_when_there_is_nothing_to_replace()
    {
        ReadOnlyMemory<byte> json = """{"a":"\u00e9\ud83d\ude00"}"""u8.ToArray();

        Assert.Equal(json, LoneSurrogates.Replace(json));
    }

    [Fact]
    public void Makes_a_payload_that_can_be_written()
    {
        var payload = EventPayload.Parse("""{"\udc00":"N \ud83d"}"""u8.ToArray())!.Value;

        Assert.Equal("""{"\uFFFD":"N \uFFFD"}""", System.Text.Json.JsonSerializer.Serialize(payload));
    }
}
