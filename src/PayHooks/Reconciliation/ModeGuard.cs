using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Reconciliation;

/// <summary>
/// Keeps the items of another mode out. A key of the wrong mode would otherwise make every test payment look like a live one that was
/// missed. The mode is that of the setting, otherwise that of the newest webhooks; without either, every item counts.
/// </summary>
internal sealed class ModeGuard(IEventLedger ledger, Source source, TimeProvider time)
{
    private const int MostEvents = 50;

    private HashSet<bool>? modes;

    /// <summary>Whether the source receives items of this mode.</summary>
    public async ValueTask<bool> AllowsAsync(EventFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Livemode is not { } livemode)
        {
            return true;
        }

        modes ??= source.Settings.Api?.Mode is { } mode ? [mode == "live"] : await OfWebhooksAsync(cancellationToken);
        return modes.Count == 0 || modes.Contains(livemode);
    }

    private async ValueTask<HashSet<bool>> OfWebhooksAsync(CancellationToken cancellationToken)
    {
        using var wait = new StoreTimeout(time, cancellationToken);
        var page = await ledger.ListAsync(new EventQuery { Source = source.Settings.Name, Limit = MostEvents }, wait.Token);
        return
        [
            .. page.Events
                .Where(record => record.Verification is >= VerificationLevel.Credentials and < VerificationLevel.Api)
                .Select(record => record.Facts.Livemode).OfType<bool>(),
        ];
    }
}
