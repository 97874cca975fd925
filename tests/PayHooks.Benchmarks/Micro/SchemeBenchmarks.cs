using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.Benchmarks.Micro;

/// <summary>What verifying through a description costs, beside the same scheme written by hand.</summary>
public class SchemeBenchmarks
{
    private const string SecretText = "wJrXjM4vQ7bT2nKfY6hLcPz9";
    private const string Plain = """{ "signature": { "header": "X-Signature" } }""";

    private const string List = """
        { "signature": { "header": "X-Signature", "list": { "key": "v1" } }, "content": "{timestamp}.{body}", "timestamp": { "key": "t", "unit": "seconds" } }
        """;

    private IWebhookProvider described = null!;
    private HandWrittenSignature handWritten = null!;
    private Delivery delivery = null!;

    /// <summary>The scheme: the signature alone in a header, or a list with a time.</summary>
    [Params("plain", "list")]
    public string Scheme { get; set; } = "";

    /// <summary>The size of the body.</summary>
    [Params(1024)]
    public int Bytes { get; set; }

    /// <summary>Makes the delivery.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PayHooks:Sources:acme:Provider"] = "custom",
            ["PayHooks:Sources:acme:Secrets:0"] = SecretText,
            ["PayHooks:Sources:acme:Scheme"] = Scheme == "plain" ? Plain : List,
        }).Build();
        var providers = new ProviderRegistry();
        described = new SourceCatalog(SettingsReader.Read(configuration, providers), providers).Find("acme")!.Provider!;
        handWritten = new HandWrittenSignature(Encoding.UTF8.GetBytes(SecretText));
        var now = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        var signed =
            described.Sign(Encoding.UTF8.GetBytes($$"""{"id":"evt_1","padding":"{{new string('x', Bytes - 27)}}"}"""),
            new Secret(0, SecretText), now);
        StringValues value = signed.Headers[0].Value;
        delivery = new Delivery
        {
            Body = signed.Body,
            ReceivedAt = now,
            Header = name =>
            name == "X-Signature" ? value : StringValues.Empty
        };
        if (signed.Body.Length != Bytes || !Described().IsGenuine || !HandWritten().IsGenuine)
        {
            throw new InvalidOperationException("The delivery does not verify.");
        }
    }

    /// <summary>By hand.</summary>
    [Benchmark(Baseline = true)]
    public Verdict HandWritten() => Scheme == "plain" ? handWritten.VerifyPlain(delivery) : handWritten.VerifyList(delivery);

    /// <summary>Through the description.</summary>
    [Benchmark]
    public Verdict Described() => described.Verify(delivery);
}
