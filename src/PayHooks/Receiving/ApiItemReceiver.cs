using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Receiving;

/// <summary>
/// Takes in what a provider's API says happened, as a delivery of level <see cref="VerificationLevel.Api"/> through the same queue as
/// webhooks. An item whose event is known raises that event's verification; one that is known from elsewhere changes nothing.
/// </summary>
internal sealed class ApiItemReceiver(DeliveryWriter writer, TimeProvider time)
{
    /// <summary>Enqueues an item. It is durable when this returns.</summary>
    /// <param name="source">The source whose API was asked.</param>
    /// <param name="body">The item in the form of the provider's webhook, so that the same facts are read from it.</param>
    /// <param name="headers">What the provider reads from a webhook's headers, where it identifies events by them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id of the delivery.</returns>
    /// <exception cref="ArgumentException">The settings of the source do not fit its provider.</exception>
    public async ValueTask<string> EnqueueAsync(
        Source source, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var provider = source.Provider
            ?? throw new ArgumentException($"The settings of the source '{source.Settings.Name}' do not fit its provider.", nameof(source));
        var now = time.GetUtcNow();
        var delivery = new DeliveryMessage
        {
            Source = source.Settings.Name,
            DueAt = now,
            TraceParent = Activity.Current?.Id,
            DeliveryId = $"dlv_{RandomHex.Of(24)}",
            ReceivedAt = now,
            Verification = VerificationLevel.Api,
            Body = body,
            Headers = headers,
        };
        await writer.WriteAsync(provider, delivery, cancellationToken);
        return delivery.DeliveryId;
    }
}
