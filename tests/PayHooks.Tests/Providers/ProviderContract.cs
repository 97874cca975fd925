using Microsoft.Extensions.Primitives;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers;

/// <summary>What every provider promises, whatever its scheme.</summary>
public abstract class ProviderContract
{
    private const int RandomBodies = 10_000;
    private const int Seed = 20260115;

    protected abstract ProviderDescriptor Descriptor { get; }

    protected abstract string SecretText { get; }

    protected abstract string OtherSecretText { get; }

    /// <summary>Genuine bodies, not yet signed by <see cref="SecretText"/>; the first is the usual one.</summary>
    protected abstract byte[][] Bodies { get; }

    /// <summary>Every delivery that differs from the genuine one in a byte of what is signed.</summary>
    protected abstract IEnumerable<Delivery> Altered(SignedBody genuine);

    /// <summary>The genuine delivery with another text in the place of the signature; null takes it away.</summary>
    protected abstract Delivery Resigned(SignedBody genuine, string? signature);

    /// <summary>The genuine delivery with its signature there twice, and how it is refused.</summary>
    protected abstract (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine);

    /// <summary>Reads the typed payloads of a body.</summary>
    protected abstract void ReadPayloads(byte[] body);

    /// <summary>How a garbled signature is refused: where it is a token, any text is well-formed.</summary>
    protected virtual RejectionReason Garbled => RejectionReason.SignatureMalformed;

    /// <summary>The usual body signed with a secret that must never verify; any genuine delivery where no such secret signs.</summary>
    protected virtual SignedBody SignedBy(string secret) => Provider().Sign(Bodies[0], new Secret(0, secret), Samples.Now);

    protected virtual SourceSettings Source(params string[] secrets) => Samples.Source(Descriptor, secrets);

    protected IWebhookProvider Provider(params string[] secrets) => Descriptor.Create(Source(secrets.Length == 0 ? [SecretText] : secrets));

    protected SignedBody Genuine(int body = 0) => Provider().Sign(Bodies[body], new Secret(0, SecretText), Samples.Now);

    [Fact]
    public void Accepts_what_it_has_signed_and_reads_it()
    {
        for (var i = 0; i < Bodies.Length; i++)
        {
            var verdict = Provider().Verify(Samples.Delivery(Genuine(i)));

            Assert.True(verdict.IsGenuine, $"body {i}: {verdict.Detail}");
            Assert.Null(verdict.Detail);
            Assert.Equal(RejectionReason.None, verdict.Reason);
            Assert.All(Events(Genuine(i)), read => Assert.NotEqual(EventTypes.Unrecognised, read.Type));
        }
    }

    [Fact]
    public void Refuses_a_delivery_of_which_any_signed_byte_is_altered()
    {
        var (provider, tried) = (Provider(), 0);
        foreach (var delivery in Altered(Genuine()))
        {
            tried++;
            Assert.False(provider.Verify(delivery).IsGenuine, $"alteration {tried}");
        }

        Assert.True(tried > 20);
    }

    [Fact]
    public void Refuses_a_delivery_signed_with_another_secret()
    {
        var verdict = Provider(OtherSecretText).Verify(Samples.Delivery(Genuine()));

        Assert.Equal(RejectionReason.SignatureMismatch, verdict.Reason);
        Assert.DoesNotContain(OtherSecretText, verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_missing_and_an_empty_signature()
    {
        Assert.Equal(RejectionReason.SignatureMissing, Provider().Verify(Resigned(Genuine(), null)).Reason);
        Assert.Equal(RejectionReason.SignatureMissing, Provider().Verify(Resigned(Genuine(), "")).Reason);
    }

    [Fact]
    public void Refuses_a_doubled_signature()
    {
        var (delivery, reason) = Doubled(Genuine());

        Assert.Equal(reason, Provider().Verify(delivery).Reason);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("garbled é \u0001")]
    [InlineData("uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=uuv9grusSAm8GGTTEyPXIi+pPtI/jfkSmq3MbDbaDx8=")]
    [InlineData("sha256=zz")]
    public void Refuses_a_garbled_signature_without_repeating_it(string signature)
    {
        var verdict = Provider().Verify(Resigned(Genuine(), signature));

        Assert.Equal(Garbled, verdict.Reason);
        Assert.DoesNotContain(signature.Length > 1 ? signature : "\0", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_any_active_secret_and_tells_which()
    {
        Assert.Equal(1, Provider(OtherSecretText, SecretText).Verify(Samples.Delivery(Genuine())).SecretIndex);
        Assert.Equal(0, Provider(SecretText, OtherSecretText).Verify(Samples.Delivery(Genuine())).SecretIndex);
    }

    [Fact]
    public void Never_verifies_with_an_unusable_secret()
    {
        foreach (var unusable in new[] { "", " ", "changeme", "@Microsoft.KeyVault(SecretUri=https://vault.example.com/secrets/a)" })
        {
            var signed = SignedWith(unusable);
            Assert.Equal(RejectionReason.SecretUnusable, Provider(unusable).Verify(Samples.Delivery(signed)).Reason);
            Assert.False(Provider(OtherSecretText, unusable).Verify(Samples.Delivery(signed)).IsGenuine);
            Assert.Equal(RejectionReason.SecretUnusable, Provider(OtherSecretText, unusable).Verify(Samples.Delivery(Genuine())).Reason);
            Assert.Equal(1, Provider(unusable, SecretText).Verify(Samples.Delivery(Genuine())).SecretIndex);
        }
    }

    [Fact]
    public void Asks_the_provider_to_come_again_when_no_secret_is_configured()
    {
        var provider = Descriptor.Create(Source([]));

        Assert.Equal(RejectionReason.SecretUnusable, provider.Verify(Samples.Delivery(Genuine())).Reason);
    }

    [Fact]
    public void Verifies_without_allocating()
    {
        const int times = 1000;
        var provider = Provider();
        var signed = Genuine();
        var headers =
            signed.Headers.ToDictionary(header => header.Key, header => new StringValues(header.Value), StringComparer.OrdinalIgnoreCase);
        var delivery = Samples.Delivery(signed) with { Header = name => headers.GetValueOrDefault(name) };
        provider.Verify(delivery);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            provider.Verify(delivery);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / times, 0, 128);
    }

    [Fact]
    public void Gives_the_same_delivery_the_same_identity()
    {
        for (var i = 0; i < Bodies.Length; i++)
        {
            Assert.Equal(Events(Genuine(i)), Events(Genuine(i) with { Body = Genuine(i).Body.ToArray() }, OtherSecretText));
        }
    }

    [Fact]
    public void Survives_hostile_bodies()
    {
        foreach (var (what, body) in HostileBodies.Chosen(Bodies[0]))
        {
            Survives(body, what);
        }
    }

    [Fact]
    public void Survives_random_and_mutated_bodies()
    {
        var random = new Random(Seed);
        for (var i = 0; i < RandomBodies; i++)
        {
            var body = HostileBodies.Random(random, Bodies);
            Survives(body, $"seed {Seed}, body {i}");
        }
    }

    // As the receiver and the processor do it: a body may tell of several events, and kept headers may tell of them, too.
    private EventFacts[] Events(SignedBody signed, params string[] secrets)
    {
        var provider = Provider(secrets);
        return [.. provider.Split(signed.Body).DefaultIfEmpty(signed.Body).Select(body => provider.Read(body, Kept))];

        string? Kept(string name) => provider.RetainedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? signed.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value
            : null;
    }

    // A secret whose key is decoded cannot sign at all when it is none.
    private SignedBody SignedWith(string secret)
    {
        try
        {
            return SignedBy(secret);
        }
        catch (FormatException)
        {
            return Genuine();
        }
    }

    private (string, string)[]? headersOfGenuine;
    private IWebhookProvider? surviving;

    private void Survives(byte[] body, string what)
    {
        var provider = surviving ??= Provider();
        var headers = headersOfGenuine ??= Genuine().Headers.Select(header => (header.Key, header.Value)).ToArray();
        try
        {
            provider.Verify(Samples.Delivery(body, headers));
            Assert.All(provider.Split(body), part => Assert.NotNull(provider.Read(part)));
            Assert.NotNull(provider.Read(body));
            ReadPayloads(body);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {exception}\n{Convert.ToBase64String(body.AsSpan(0, Math.Min(2000, body.Length)))}");
        }
    }
}
