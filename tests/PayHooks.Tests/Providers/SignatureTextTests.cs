using PayHooks.Verification.Signatures;

namespace PayHooks.Tests.Providers;

public sealed class SignatureTextTests
{
    private static bool Decodes(string text, int bytes, int encoding = 0) =>
        SignatureText.TryDecode((SignatureEncoding)encoding, text, new byte[bytes]);

    private static bool DecodesAtAll(string text, int bytes) => Decodes(text, bytes, 1) || Decodes(text, bytes, 2);

    [Theory]
    [InlineData("00ff")]
    [InlineData("00FF")]
    [InlineData("aGk=")]
    public void Reads_hexadecimal_of_any_case_and_padded_base64(string text) => Assert.True(DecodesAtAll(text, 2));

    [Theory]
    [InlineData("")]
    [InlineData("00f")]
    [InlineData("00fg")]
    [InlineData("00 f")]
    [InlineData("00fg00")]
    [InlineData("aGk")]
    [InlineData("aGl=")]
    [InlineData("aGk=\n")]
    [InlineData("a k=")]
    [InlineData("_-k=")]
    [InlineData("aG==")]
    [InlineData("aGkk")]
    [InlineData("====")]
    [InlineData("=Gk=")]
    [InlineData("aGk=aGk=")]
    [InlineData("ａGk=")]
    public void Reads_nothing_else(string text) => Assert.False(DecodesAtAll(text, 2));

    [Fact]
    public void Has_one_spelling_for_one_base64_signature()
    {
        const string signature = "uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=";

        Assert.True(Decodes(signature, 32));
        Assert.False(Decodes(signature.Replace("x8=", "x9=", StringComparison.Ordinal), 32));
        Assert.False(Decodes(signature.Replace("x8=", "x8A", StringComparison.Ordinal), 32));
    }

    [Theory]
    [InlineData(1, "aGk=", false)]
    [InlineData(2, "aGk=", true)]
    [InlineData(1, "00ff", true)]
    public void Keeps_to_the_encoding_that_is_asked_for(int encoding, string text, bool decodes) =>
        Assert.Equal(decodes, Decodes(text, 2, encoding));

    [Theory]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    public void Reads_back_what_it_writes(int length)
    {
        var bytes = Enumerable.Range(1, length).Select(value => (byte)(value * 37)).ToArray();
        foreach (var encoding in new[] { SignatureEncoding.Hex, SignatureEncoding.Base64, SignatureEncoding.Auto })
        {
            var read = new byte[length];
            Assert.True(SignatureText.TryDecode(encoding, SignatureText.Encode(encoding, bytes), read));
            Assert.Equal(bytes, read);
        }
    }
}
