using PayHooks.Verification;

namespace PayHooks.Tests.Events;

public sealed class EventIdsTests
{
    // Frozen: another algorithm would make every repeated delivery a new event. Recompute with
    // printf 'chargily\n01hj…' | sha256sum | xxd -r -p | base32 | tr A-Z a-z | cut -c1-26
    [Theory]
    [InlineData("chargily", "01hjjjzf7wbc454te45mwx35fe", "evt_yjv5quxb3crtvlon5sedf2cir3")]
    [InlineData("xanpay", "609c80f6a5b44800116d7c16|completed", "evt_bxavnis5u3ymsugouuba6c5jf5")]
    [InlineData("shop", "", "evt_b6knbg7dvazgonupfryubdl6an")]
    public void The_id_of_an_event_never_changes(string source, string identity, string expected) =>
        Assert.Equal(expected, EventIds.Create(source, identity));

    [Fact]
    public void The_id_of_the_body_is_its_sha_256() => Assert.Equal(
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", EventIds.BodyIdentity(ReadOnlySpan<byte>.Empty));

    [Theory]
    [InlineData("evt_abcdefghijklmnopqrstuvwxyz", true)]
    [InlineData("evt_abcdefghijklmnopqrstuvwxy", false)]
    [InlineData("evt_ABCDEFGHIJKLMNOPQRSTUVWXYZ", false)]
    [InlineData("evt_abcdefghijklmnopqrstuvwxy1", false)]
    [InlineData("xyz_abcdefghijklmnopqrstuvwxyz", false)]
    [InlineData(null, false)]
    public void An_id_has_one_form(string? id, bool wellFormed) => Assert.Equal(wellFormed, EventIds.IsWellFormed(id));
}
