using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using PayHooks.Cli.Settings;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Cli.Verifying;

/// <summary>A delivery to verify, with the secret that should have signed it.</summary>
/// <param name="Provider">The scheme.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers.</param>
/// <param name="ReceivedAt">When it arrived.</param>
internal sealed record VerifyCase(
    ProviderDescriptor Provider, string Secret, byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers, DateTimeOffset ReceivedAt)
{
    /// <summary>The URL that received the delivery, or null.</summary>
    public string? Url { get; init; }

    /// <summary>Returns the same delivery at another URL, which also replaces the URL of the scheme.</summary>
    public VerifyCase At(string url) => this with
    {
        Url = url,
        Provider = Provider.IsDescribed ? Provider.WithScheme([new SchemeLayer("--url", new JsonObject { ["url"] = url })]) : Provider,
    };

    /// <summary>Settings of the source beyond the secret; null for the defaults.</summary>
    public SourceSettings? Settings { get; init; }

    /// <summary>Creates the provider with these settings.</summary>
    public IWebhookProvider Open() => Provider.Create(
        (Settings ?? DefaultSource.Of(Provider, null, null)) with { Secrets = [PayHooks.Verification.Secret.ToJudge(Secret)] });

    /// <summary>Signs the body with the secret; null when the scheme cannot sign it.</summary>
    public SignedBody? Sign()
    {
        try
        {
            return Open().Sign(Body, PayHooks.Verification.Secret.ToJudge(Secret), ReceivedAt, Url);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The body as it was sent, if it was encoded; <see cref="Body"/> is then the decoded one.</summary>
    public EncodedBody? Encoded { get; init; }

    /// <summary>Verifies the delivery. As in a server, the signature may cover either form of an encoded body.</summary>
    public Verdict Judge() => JudgeEncoded() is { IsGenuine: true } verdict ? verdict : Judge(Body);

    /// <summary>Verifies the encoded body; null when the body is not encoded.</summary>
    public Verdict? JudgeEncoded() => Encoded is null ? null : Judge(Encoded.Bytes);

    private Verdict Judge(byte[] body) => Open().Verify(new Delivery
    {
        Header = name =>
            new StringValues(
            [.. Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)]),
        Body = body,
        Url = Url is null ? null : () => Url,
        ReceivedAt = ReceivedAt,
    });
}
