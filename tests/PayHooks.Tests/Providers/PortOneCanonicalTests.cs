using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.PortOne;

namespace PayHooks.Tests.Providers;

public sealed class PortOneCanonicalTests
{
    private static string Canonical(string body, PortOneList? list = null)
    {
        var read = PortOneBody.Read(Samples.Utf8(body), out var problem);
        Assert.Equal(RejectionReason.None, problem);
        Assert.True(PortOneCanonical.TryWrite(read, list ?? PortOneList.Payment, out var canonical));
        using (canonical)
        {
            return Encoding.UTF8.GetString(canonical.Text);
        }
    }

    private static string Status(byte[] rawJsonString)
    {
        var read = PortOneBody.Read((byte[])[.. "{\"status\":\""u8, .. rawJsonString, .. "\"}"u8], out _);
        Assert.True(PortOneCanonical.TryWrite(read, PortOneList.Subscription, out var canonical));
        using (canonical)
        {
            return Encoding.UTF8.GetString(canonical.Text)["currency=&merchant_order_ref=&order_ref=&status=".Length..];
        }
    }

    [Theory]
    [InlineData("500", "500")]
    [InlineData("100.25", "100.25")]
    [InlineData("12.345", "12.345")]
    [InlineData("12.50", "12.5")]
    [InlineData("1234567890123456", "1234567890123456")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("0.1", "0.1")]
    [InlineData("1.5e3", "1500")]
    [InlineData("1E+2", "100")]
    [InlineData("1e21", "1000000000000000000000")]
    [InlineData("1.25e20", "125000000000000000000")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("-1.25e-7", "-0.000000125")]
    [InlineData("0.30000000000000004441", "0.30000000000000004")]
    [InlineData("-0", "-0")]
    [InlineData("0", "0")]
    [InlineData("0.0", "0")]
    [InlineData("1e-400", "0")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("123456789.123456789", "123456789.12345679")]
    public void Writes_amounts_as_Go_does(string token, string text) =>
        Assert.StartsWith($"amount={text}&", Canonical($$"""{"amount":{{token}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Writes_the_largest_and_the_smallest_number_in_full()
    {
        var largest = Canonical("""{"amount":-1.7976931348623157e308}""");
        var smallest = Canonical("""{"amount":5e-324}""");

        Assert.StartsWith("amount=-17976931348623157" + new string('0', 292) + "&", largest, StringComparison.Ordinal);
        Assert.StartsWith("amount=0." + new string('0', 323) + "5&", smallest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Payletter Credit Card", "Payletter+Credit+Card")]
    [InlineData("a-b_c.d~e*f", "a-b_c.d~e%2Af")]
    [InlineData("1+1=2&3", "1%2B1%3D2%263")]
    [InlineData("테", "%ED%85%8C")]
    [InlineData("50%20", "50%2520")]
    [InlineData("\\u0026\\u003c\\/\\\\\\\"\\b\\f\\n\\r\\t", "%26%3C%2F%5C%22%08%0C%0A%0D%09")]
    [InlineData("\\ud83d\\ude00", "%F0%9F%98%80")]
    [InlineData("\\ud83d", "%EF%BF%BD")]
    [InlineData("\\ude00\\ud83d", "%EF%BF%BD%EF%BF%BD")]
    [InlineData("\\ud83d\\u0041", "%EF%BF%BDA")]
    [InlineData("\\ud83d\\ud83d\\ude00", "%EF%BF%BD%F0%9F%98%80")]
    [InlineData("\\ud83dx", "%EF%BF%BDx")]
    public void Escapes_values_as_Go_does(string raw, string escaped) => Assert.Equal(escaped, Status(Samples.Utf8(raw)));

    [Theory]
    [InlineData("FF", 1)]
    [InlineData("C080", 2)]
    [InlineData("E282", 2)]
    [InlineData("EDA080", 3)]
    [InlineData("F4908080", 4)]
    public void Writes_a_replacement_for_every_byte_that_is_not_UTF8(string bytes, int replacements) =>
        Assert.Equal(string.Concat(Enumerable.Repeat("%EF%BF%BD", replacements)), Status(Convert.FromHexString(bytes)));

    [Fact]
    public void Signs_missing_null_and_empty_values_alike_and_others_as_they_read()
    {
        Assert.Equal(
            "currency=&merchant_order_ref=&order_ref=12.0&status=true",
            Canonical("""{"currency":null,"merchant_order_ref":"","order_ref":12.0,"status":true}""", PortOneList.Subscription));
    }

    [Fact]
    public void Signs_the_country_of_a_link_under_the_other_name()
    {
        const string before = "amount=&country_code=";
        const string after = "&currency=&link_ref=&merchant_order_ref=&status=";

        Assert.Equal(before + "JP" + after, Canonical("""{"countryCode":"JP","country_code":"X"}""", PortOneList.Link));
        Assert.Equal(before + "JP" + after, Canonical("""{"country_code":"JP"}""", PortOneList.Link));
    }
}
