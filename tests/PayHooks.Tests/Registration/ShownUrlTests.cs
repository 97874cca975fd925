using PayHooks.Verification.Api;

namespace PayHooks.Tests.Registration;

/// <summary>What of a URL people and logs see.</summary>
public sealed class ShownUrlTests
{
    [Theory]
    [InlineData("https://shop.example/webhooks/shop", "https://shop.example/webhooks/shop")]
    [InlineData("https://shop.example/webhooks/shop?code=k", "https://shop.example/webhooks/shop?…")]
    [InlineData("https://user:k@shop.example:8443/a@b#k", "https://…@shop.example:8443/a@b#…")]
    [InlineData("https://user:k@shop.example", "https://…@shop.example")]
    [InlineData("https://shop.example?next=https://k@b/", "https://shop.example?…")]
    [InlineData("not a url ? k", "not a url ?…")]
    [InlineData("/webhooks/shop", "/webhooks/shop")]
    [InlineData("", "")]
    public void Keys_are_left_out(string url, string shown) => Assert.Equal(shown, ShownUrl.Of(url));

    [Fact]
    public void What_is_left_out_is_known() => Assert.Equal(
        ["a%20key", "a key", "user:pass"], ShownUrl.HiddenIn("https://user:pass@shop.example/x?code=a%20key&flag").Distinct());
}
