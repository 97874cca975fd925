using Microsoft.Extensions.Primitives;
using PayHooks.Captures;
using PayHooks.Receiving;
using PayHooks.Verification;

namespace PayHooks.Tests.Receiving;

public sealed class CapturedHeadersTests
{
    private static readonly Secret[] Secrets = [new(0, "the-right-token-0123"), new(1, "replace-me")];

    [Theory]
    [InlineData("X-Signature", "t=1,v1=abcdef", "t=1,v1=abcdef")]
    [InlineData("Authorization", "Basic dXNlcjpwYXNz", "Basic (hidden, 12 characters)")]
    [InlineData("authorization", "token", "(hidden, 5 characters)")]
    [InlineData("Cookie", "a=b; c=d", "(hidden, 8 characters)")]
    [InlineData("x-functions-key", "k3y", "(hidden, 3 characters)")]
    [InlineData("X-MS-TOKEN-AAD-ID-TOKEN", "eyJ", "(hidden, 3 characters)")]
    [InlineData("X-Callback-Token", "the-right-token-0123", "(hidden, 20 characters)")]
    [InlineData("X-Callback-Token", "another-token", "another-token")]
    [InlineData("X-Note", "replace-me", "replace-me")]
    public void A_signature_is_shown_and_a_secret_is_not(string name, string value, string shown) => Assert.Equal(
        [new CapturedHeader(name, shown)], CapturedHeaders.Of([new(name, new StringValues(value))], Secrets));

    [Fact]
    public void Too_many_headers_are_left_out_and_counted()
    {
        var delivery = new CapturedDelivery
        {
            At = DateTimeOffset.UnixEpoch,
            Status = 401,
            Reason = "signature_mismatch",
            Headers = [.. Enumerable.Range(0, 100).Select(i => new CapturedHeader($"X-{i}", new string('x', 1000)))],
            Body = new byte[Capture.MostBodyBytes],
        };

        var read = CapturedDelivery.FromBytes(delivery.ToBytes());

        Assert.InRange(read.Headers.Count, 5, 16);
        Assert.Equal(100, read.Headers.Count + read.HeadersLeftOut);
        var capture = new Capture
        {
            Id = "cap_1",
            Source = "s",
            By = "b",
            At = default,
            Until = default,
            PublicKey = CaptureEnvelope.CreateKeys().PublicKey,
        };
        Assert.InRange(CaptureEnvelope.Seal(capture, delivery.ToBytes()).Length, Capture.MostBodyBytes, PayHooks.Storage.StateRow.MaxBytes);
    }
}
