using PayHooks.Cli.Commands;
using PayHooks.Providers;

namespace PayHooks.Cli.Sending;

/// <summary>Signs bodies, repeats them, and remembers which events they become.</summary>
internal sealed class SendBatch(ProviderDescriptor descriptor, WebhookTarget target, Secret secret, TimeProvider time)
{
    private readonly IWebhookProvider provider = descriptor.Create(ProviderArgument.Source(descriptor, target.Source, secret, acceptUnsigned: true));
    private readonly List<string> eventIds = [];

    /// <summary>How often each body is sent.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Whether to alter each after it was signed.</summary>
    public bool Tamper { get; init; }

    /// <summary>The events that were sent so far, in order.</summary>
    public IReadOnlyList<string> EventIds => eventIds;

    /// <summary>Why such a body cannot be sent, or null.</summary>
    public string? Check(byte[] body)
    {
        SignedBody signed;
        try
        {
            signed = provider.Sign(body, secret, time.GetUtcNow());
        }
        catch (FormatException e)
        {
            return $"{descriptor.Name} cannot sign this body: {e.Message}";
        }

        return Tamper && Tampering.Alter(signed, provider, time.GetUtcNow()) is null
            ? $"{descriptor.Name} does not sign this kind of event, so there is nothing to tamper with. Leave --tamper out."
            : null;
    }

    /// <summary>The deliveries of these bodies, copies behind one another.</summary>
    public IEnumerable<SignedBody> Deliveries(IEnumerable<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            var now = time.GetUtcNow();
            var signed = provider.Sign(body, secret, now);
            eventIds.Add(EventIdentity.IdOf(provider, target.Source, signed.Body));
            var sent = Tamper ? Tampering.Alter(signed, provider, now)! : signed;
            for (var copy = 0; copy < Copies; copy++)
            {
                yield return sent;
            }
        }
    }
}
