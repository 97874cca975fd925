using PayHooks.Cli.Settings;
using PayHooks.Verification;

namespace PayHooks.Cli.Sending;

/// <summary>Signs bodies, repeats them, and records the ids of the resulting events.</summary>
internal sealed class SendBatch(ProviderDescriptor descriptor, WebhookTarget target, Secret secret, TimeProvider time)
{
    private readonly IWebhookProvider provider =
        descriptor.Create(DefaultSource.Of(descriptor, target.Source, secret, acceptUnsigned: true));
    private readonly List<string> eventIds = [];

    /// <summary>The URL to sign, if the scheme signs it; null for the target's.</summary>
    public string? Url { get; init; }

    /// <summary>How many times each body is sent.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Whether to alter each delivery after signing.</summary>
    public bool Tamper { get; init; }

    /// <summary>The ids of the events sent so far, in order.</summary>
    public IReadOnlyList<string> EventIds => eventIds;

    private string SignedUrl => Url ?? target.Url.AbsoluteUri;

    /// <summary>Returns why the body cannot be sent, or null.</summary>
    public string? Check(byte[] body)
    {
        SignedBody signed;
        try
        {
            signed = provider.Sign(body, secret, time.GetUtcNow(), SignedUrl);
        }
        catch (FormatException e)
        {
            return $"{descriptor.Name} cannot sign this body: {e.Message}";
        }

        return Tamper && Tampering.Alter(signed, provider, time.GetUtcNow(), SignedUrl) is null
            ? $"{descriptor.Name} does not sign this kind of event, so there is nothing to tamper with. Leave --tamper out."
            : null;
    }

    /// <summary>Returns the deliveries of these bodies, with copies next to each other.</summary>
    public IEnumerable<SignedBody> Deliveries(IEnumerable<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            var now = time.GetUtcNow();
            var signed = provider.Sign(body, secret, now, SignedUrl);
            eventIds.AddRange(EventIdentity.IdsOf(provider, target.Source, signed));
            var sent = Tamper ? Tampering.Alter(signed, provider, now, SignedUrl)! : signed;
            for (var copy = 0; copy < Copies; copy++)
            {
                yield return sent;
            }
        }
    }
}
