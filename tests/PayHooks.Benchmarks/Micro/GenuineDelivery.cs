using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Benchmarks.Micro;

/// <summary>A provider with a genuine delivery of a size: a sample of its own, filled up with a field that nobody reads.</summary>
internal sealed class GenuineDelivery
{
    private const string SecretText = "webhook-user:wJrXjM4vQ7bT2nKfY6hLcPz9";

    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Makes it.</summary>
    public GenuineDelivery(string provider, int bytes)
    {
        var secret = new Secret(0, SecretText);
        Provider = new ProviderRegistry()
            .Find(provider)!.Create(new SourceSettings { Name = "shop", Provider = provider, Secrets = [secret] });
        var signed = Provider.Sign(Filled(provider, bytes), secret, Now);
        var headers = signed.Headers.ToDictionary(one => one.Key, one => new StringValues(one.Value), StringComparer.OrdinalIgnoreCase);
        Delivery = new Delivery { Body = signed.Body, ReceivedAt = Now, Header = name => headers.GetValueOrDefault(name) };
        Key = Encoding.UTF8.GetBytes(SecretText);
        if (!Provider.Verify(Delivery).IsGenuine)
        {
            throw new InvalidOperationException($"The sample of {provider} does not verify.");
        }
    }

    /// <summary>The provider, with one secret.</summary>
    public IWebhookProvider Provider { get; }

    /// <summary>The delivery.</summary>
    public Delivery Delivery { get; }

    /// <summary>The secret's bytes.</summary>
    public byte[] Key { get; }

    private static byte[] Filled(string provider, int bytes)
    {
        var sample = Encoding.UTF8.GetString(SampleCatalog.Create(SampleCatalog.Events(provider)[0], new Random(1), Now)).TrimEnd();
        const string Before = ",\"padding\":\"";
        const string After = "\"}";
        var missing = bytes - sample.Length - Before.Length - After.Length + 1;
        return Encoding.UTF8.GetBytes(missing > 0 ? sample[..^1] + Before + new string('x', missing) + After : sample);
    }
}
