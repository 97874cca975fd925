using PayHooks.Verification;

namespace PayHooks.Tests.Providers;

public sealed class ProviderTimeTests
{
    [Theory]
    [InlineData("2024-09-26 10:55:14.573735 +0000 UTC", "2024-09-26T10:55:14.5737350Z")]
    [InlineData("2022-02-01 15:09:46.647541 +0530 IST", "2022-02-01T09:39:46.6475410Z")]
    [InlineData("2022-02-01 15:09:46.123456789 +0700 +07 m=+0.123", "2022-02-01T08:09:46.1234567Z")]
    [InlineData("2022-02-01 15:09:46 -0330 NST", "2022-02-01T18:39:46.0000000Z")]
    [InlineData("2024-09-26T10:47:22.372093Z", "2024-09-26T10:47:22.3720930Z")]
    [InlineData("2024-10-01t11:58:40.007+02:00", "2024-10-01T09:58:40.0070000Z")]
    [InlineData("2024-10-01T11:58:40-00:30", "2024-10-01T12:28:40.0000000Z")]
    [InlineData("1703578418", "2023-12-26T08:13:38.0000000Z")]
    [InlineData("1618226757.504", "2021-04-12T11:25:57.5040000Z")]
    [InlineData("1.618226757504e9", "2021-04-12T11:25:57.5040000Z")]
    [InlineData("1618226757504", "2021-04-12T11:25:57.5040000Z")]
    [InlineData(" 1703578418 ", "2023-12-26T08:13:38.0000000Z")]
    public void Reads_the_forms_that_providers_write(string text, string utc) =>
        Assert.Equal(utc, ProviderTime.Parse(text)?.UtcDateTime.ToString("O"));

    [Theory]
    [InlineData("")]
    [InlineData("noon")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1e30")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("0001-01-01 00:00:00 +0000 UTC")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2024-09-26T10:47:22")]
    [InlineData("2024-09-26T10:47:22.Z")]
    [InlineData("2024-09-26T10:47:22+2:00")]
    [InlineData("2024-09-26T10:47:22+25:00")]
    [InlineData("2024-09-26")]
    [InlineData("2024-09-26 10:47:22 UTC")]
    public void Reads_nothing_out_of_anything_else(string text) => Assert.Null(ProviderTime.Parse(text));
}
