using Microsoft.Extensions.Primitives;
using PayHooks.Configuration;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Providers;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Receiving;

/// <summary>What is rejected before its body is read, and what is not.</summary>
public sealed class HeaderRejectionTests
{
    private const string Url = "https://hooks.example.com/webhooks/gateway";
    private const string Key = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";

    // The signature is in the body, or only the body tells that it is a test call.
    private static readonly string[] NeedTheBody = ["adyen", "midtrans", "portone", "woocommerce"];

    private readonly ManualTime time = new(Samples.Now);

    public static TheoryData<string> Providers => [.. SampleCatalog.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void No_genuine_delivery_is_rejected_by_its_headers(string name)
    {
        var source = SourceOf(name);
        foreach (var sample in SampleCatalog.Events(name))
        {
            var signed = Sign(source, sample);

            Assert.Null(source.Provider!.RejectByHeaders(signed with { Body = default }));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void What_is_rejected_by_its_headers_is_rejected_with_its_body_for_the_same_reason(string name)
    {
        var source = SourceOf(name);
        var signed = Sign(source, SampleCatalog.Events(name)[0]);
        foreach (var value in (StringValues[])[StringValues.Empty, "", "x", new StringValues(["a", "b"])])
        {
            var forged = signed with { Header = header => signed.Header(header).Count > 0 ? value : StringValues.Empty };

            if (source.Provider!.RejectByHeaders(forged with { Body = default }) is { } rejection)
            {
                Assert.Equal(source.Provider.Verify(forged), rejection);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Without_a_signature_the_body_is_not_read_where_the_scheme_has_a_header(string name)
    {
        var source = SourceOf(name);
        using var aborted = new CancellationTokenSource();
        using var body = new StalledStream(arrived: 10);
        var receiving = ReceiverOf(source).ReceiveAsync(
            new ReceiveRequest { Source = "gateway", Header = _ => StringValues.Empty, Body = body, ContentLength = 60_000 },
            aborted.Token);

        Assert.Equal(NeedTheBody.Contains(name), body.IsRead);
        if (body.IsRead)
        {
            await aborted.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.AsTask());
        }
        else
        {
            var result = await receiving;
            Assert.Equal((401, 0), (result.StatusCode, result.BodyLength));
        }
    }

    private WebhookReceiver ReceiverOf(Source source)
    {
        var options = new PayHooksOptions { Sources = [source.Settings] };
        return new WebhookReceiver(
            new SourceCatalog(options, new ProviderRegistry()), new DeliveryWriter(new InMemoryEventQueue(time)), options,
            new SourceActivityRecorder(time), time);
    }

    private static Source SourceOf(string name)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        var secret = descriptor.SecretForm.StartsWith("user:", StringComparison.Ordinal) ? $"{Key}:{Key}" : Key;
        var settings = new SourceSettings { Name = "gateway", Provider = name, Secrets = [new Secret(0, secret)] };
        return new Source(settings, descriptor, descriptor.Create(settings));
    }

    private static Delivery Sign(Source source, SampleEvent sample)
    {
        var body = SampleCatalog.Create(sample, new Random(7), Samples.Now);
        var signed = source.Provider!.Sign(body, source.Settings.Secrets[0], Samples.Now, Url);
        return new Delivery
        {
            Body = signed.Body,
            ReceivedAt = Samples.Now,
            Url = () => Url,
            Header = header => signed.Headers
                .Where(one => one.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).ToArray(),
        };
    }
}
