using System.Text.Json.Nodes;
using PayHooks.Tests.Cli;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Providers.Presets;

/// <summary>What every built-in description of a provider promises, beyond what every provider does.</summary>
public abstract class PresetContract : HeaderSchemeContract
{
    // Sixty-four hexadecimal digits are a text, a key in hexadecimal and base64.
    protected const string Key = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";
    protected const string OtherKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private byte[][]? bodies;

    /// <summary>The preset's name.</summary>
    protected abstract string Name { get; }

    /// <summary>Where in the body the event's own id is; null when there is none and a repeat is the same body.</summary>
    protected abstract string? EventIdAt { get; }

    /// <summary>Published deliveries.</summary>
    protected abstract IEnumerable<Vector> Vectors { get; }

    /// <summary>The facts of the main samples.</summary>
    protected abstract IEnumerable<ExpectedFacts> Facts { get; }

    /// <summary>How far a genuine delivery of the usual kind is verified.</summary>
    protected virtual VerificationLevel Proves => VerificationLevel.Signature;

    protected override ProviderDescriptor Descriptor => new ProviderRegistry().Find(Name)!;

    protected override string SecretText => Key;

    protected override string OtherSecretText => OtherKey;

    protected override byte[][] Bodies =>
        bodies ??= [.. SampleCatalog.Events(Name).Where(sample => sample.Type != EventTypes.Unrecognised).Select(Body)];

    protected override void ReadPayloads(byte[] body)
    {
        // A described provider has no payload types.
    }

    private static byte[] Body(SampleEvent sample) => SampleCatalog.Create(sample, new Random(7), Samples.Now);

    protected byte[] Body(string sample) => Body(SampleCatalog.Events(Name).Single(one => one.Name == sample));

    protected EventFacts Read(SignedBody delivery) =>
        Provider().Read(Provider().Split(delivery.Body).DefaultIfEmpty(delivery.Body).First(), Samples.Header(delivery));

    protected SignedBody Sent(string sample) => Provider().Sign(Body(sample), new Secret(0, SecretText), Samples.Now);

    [Fact]
    public void Judges_published_deliveries_as_their_publisher_does()
    {
        foreach (var vector in Vectors)
        {
            var verdict = Open(vector).Verify(Samples.Delivery(Samples.Utf8(vector.Body), [.. vector.Headers.Select(Header)]) with
            {
                Url = vector.Url is null ? null : () => vector.Url,
                ReceivedAt = vector.At is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : Samples.Now,
            });

            Assert.True(vector.IsGenuine == verdict.IsGenuine, $"{vector.Source}: {verdict.Reason} {verdict.Detail}");
        }
    }

    [Fact]
    public async Task The_tool_judges_published_deliveries_as_their_publisher_does()
    {
        foreach (var vector in Vectors)
        {
            using var file = new BodyFile(vector.Body);
            var run = await ToolRun.Of(["verify", Name, "--secret", vector.Secret, "--body", file.Path, .. vector.Options]);

            Assert.True(run.ExitCode == (vector.IsGenuine ? 0 : 1), $"{vector.Source}: {run.Output}{run.Error}");
        }
    }

    [Fact]
    public void Reads_the_facts_of_its_samples()
    {
        foreach (var expected in Facts)
        {
            var body = JsonNode.Parse(Body(expected.Event))!;
            var facts = Read(Sent(expected.Event));

            Assert.Equal(
                (expected.Event, ExpectedFacts.At(body, expected.Resource), ExpectedFacts.At(body, expected.Reference),
                    ExpectedFacts.At(body, expected.Amount), expected.Currency, expected.HasTime),
                (expected.Event, facts.Resource.Id, facts.Resource.MerchantReference, facts.Amount?.ProviderText, facts.Amount?.Currency,
                    facts.OccurredAt is not null));
            Assert.InRange(facts.OccurredAt ?? Samples.Now, Samples.Now.AddDays(-3), Samples.Now.AddHours(1));
        }
    }

    [Fact]
    public void Reads_the_type_of_each_sample()
    {
        foreach (var sample in SampleCatalog.Events(Name))
        {
            Assert.Equal((sample.Name, sample.Type),
                (sample.Name, Read(Provider().Sign(Body(sample), new Secret(0, SecretText), Samples.Now)).Type));
        }
    }

    [Fact]
    public void Says_how_far_it_is_verified() =>
        Assert.Equal(Verdict.Genuine(Proves, 0), Provider().Verify(Samples.Delivery(Genuine())));

    [Fact]
    public virtual void Knows_a_repeat_by_what_is_authenticated()
    {
        var signed = Genuine();
        var id = EventIdAt is null ? null : ExpectedFacts.At(JsonNode.Parse(signed.Body.Span)!, EventIdAt);

        Assert.Equal((id is null ? null : $"{id}|{Read(signed).ProviderType}", id), (Read(signed).Identity, Read(signed).ProviderEventId));
    }

    [Fact]
    public void Calls_a_new_type_unrecognised_and_keeps_its_name()
    {
        var kinds = SampleCatalog.Events(Name).Select(sample => Read(Sent(sample.Name)))
            .Where(facts => facts.Type == EventTypes.Unrecognised);

        Assert.All(kinds, facts => Assert.True(facts.ProviderType is not null || Name is "woocommerce" or "shopify" or "github", Name));
    }

    [Fact]
    public async Task What_the_tool_signs_the_tool_verifies()
    {
        using var bare = new BodyFile(Body(SampleCatalog.Events(Name)[0]));
        var url = new[] { "--url", "https://shop.example.com/webhooks/one" };
        var signed = await ToolRun.Of(["sign", Name, "--secret", SecretText, "--body", bare.Path, .. url]);
        Assert.True(signed.ExitCode == 0, signed.Error);
        using var whole = new BodyFile(Whole(await File.ReadAllTextAsync(bare.Path), signed.Lines));

        var verified = await ToolRun.Of(
            ["verify", Name, "--secret", SecretText, "--body", whole.Path, .. url,
                .. signed.Lines.Where(line => line[0] != '"').SelectMany(line => new[] { "--header", line })]);

        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    /// <summary>The body with the field that <c>sign</c> printed, where the signature is in the body.</summary>
    protected virtual string Whole(string body, string[] printed) => body;

    private IWebhookProvider Open(Vector vector) => Descriptor.Create(Samples.Source(Descriptor, vector.Secret));

    private static (string, string) Header(string line) =>
        (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
}
