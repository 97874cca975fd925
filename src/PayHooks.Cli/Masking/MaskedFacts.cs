using PayHooks.Cli.Settings;
using PayHooks.Verification;

namespace PayHooks.Cli.Masking;

/// <summary>Compares what a provider reads from a body before and after masking.</summary>
internal static class MaskedFacts
{
    private static readonly ProviderRegistry Registry = new();

    /// <summary>
    /// The facts that a masked body does not have any more; empty if the provider cannot read bodies without the settings of its source.
    /// </summary>
    public static IReadOnlyList<string> Lost(string provider, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> masked)
    {
        if (Registry.Find(provider) is not { } descriptor)
        {
            return [];
        }

        IWebhookProvider reader;
        try
        {
            reader = descriptor.Create(DefaultSource.Of(descriptor, name: null, secret: null, acceptUnsigned: true));
        }
        catch (FormatException)
        {
            // Its scheme is in the settings.
            return [];
        }

        var (before, after) = (reader.Read(body), reader.Read(masked));
        (string Name, object? Before, object? After)[] facts =
        [
            ("the type", before.Type, after.Type),
            ("the provider's type", before.ProviderType, after.ProviderType),
            ("the amount", before.Amount, after.Amount),
            ("live or test", before.Livemode, after.Livemode),
            ("the time", before.OccurredAt, after.OccurredAt),
            ("the kind of object", before.Subject?.Kind, after.Subject?.Kind),
            ("the time of the change", before.Subject?.ChangedAt, after.Subject?.ChangedAt),
            ("the refunded total", before.Subject?.RefundedTotal, after.Subject?.RefundedTotal),
        ];
        return [.. facts.Where(fact => !Equals(fact.Before, fact.After)).Select(fact => fact.Name)];
    }
}
