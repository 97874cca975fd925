using PayHooks.Verification;

namespace PayHooks.Tests.Providers;

/// <summary>The contract for schemes whose signature is in a header.</summary>
public abstract class HeaderSchemeContract : ProviderContract
{
    protected abstract string HeaderName { get; }

    protected override IEnumerable<Delivery> Altered(SignedBody genuine)
    {
        var headers = genuine.Headers.Select(header => (header.Key, header.Value)).ToArray();
        return Enumerable.Range(0, genuine.Body.Length).Select(at => Samples.Delivery(Samples.Flipped(genuine.Body.Span, at), headers));
    }

    protected override Delivery Resigned(SignedBody genuine, string? signature) => Samples.Delivery(
        genuine.Body,
        [
            .. genuine.Headers.Where(header => header.Key != HeaderName).Select(header => (header.Key, header.Value)),
            .. signature is null ? [] : new[] { (HeaderName, signature) },
        ]);

    protected override (Delivery Delivery, RejectionReason Reason) Doubled(SignedBody genuine)
    {
        var header = genuine.Headers.First(header => header.Key == HeaderName);
        return (Samples.Delivery(genuine.Body, (header.Key, header.Value), (header.Key, header.Value)), RejectionReason.SignatureRepeated);
    }
}
