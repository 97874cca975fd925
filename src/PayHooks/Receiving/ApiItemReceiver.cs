using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Receiving;

/// <summary>
/// Enqueues an item returned by a provider's API as a delivery of level <see cref="VerificationLevel.Api"/>, through the same queue as
/// webhooks. An item of a known event raises that event's verification level; if the level is already as high, nothing changes.
/// </summary>
internal sealed class ApiItemReceiver(DeliveryWriter writer, TimeProvider time)
{
    /// <summary>Enqueues an item. It is durable on return.</summary>
    /// <param name="source">The source whose API returned the item.</param>
    /// <param name="item">The item.</param>
    /// <param name="identity">The identity of its event if its body has none; null for that of the body.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The id of the delivery.</returns>
    /// <exception cref="ArgumentException">The settings of the source are invalid for its provider.</exception>
    public async ValueTask<string> EnqueueAsync(Source source, ApiItem item, string? identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(item);
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
            Identity = identity,
            Body = item.Body,
            Headers = item.Headers,
        };
        await writer.WriteAsync(provider, delivery, cancellationToken);
        return delivery.DeliveryId;
    }
}
