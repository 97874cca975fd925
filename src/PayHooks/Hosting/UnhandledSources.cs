using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Hosting;

/// <summary>Finds sources whose events no registered handler accepts: they would all complete without effect.</summary>
internal static class UnhandledSources
{
    private const int MostTypes = 4;

    private static readonly string[] ConfirmedFamilies = ["payment.", "refund.", "dispute.", "payout."];

    /// <summary>Returns a warning for each such source; none if the provider does not declare its event types.</summary>
    public static IEnumerable<ConfigurationError> Find(SourceCatalog sources, HandlerSet handlers)
    {
        foreach (var source in sources.All)
        {
            if (source.Provider?.Produces is not { Count: > 0 } known)
            {
                continue;
            }

            ProducedType[] produced =
            [
                .. known.Select(one => IsConfirmed(source, one) ? one with { Verification = VerificationLevel.Api } : one),
            ];
            if (produced.Any(one => handlers.All.Any(handler => handler.MayAccept(source.Settings.Name, one))))
            {
                continue;
            }

            var types = string.Join(", ", produced.Select(one => one.Type).Take(MostTypes)) + (produced.Length > MostTypes ? ", …" : "");
            var best = produced.Max(one => one.Verification);
            yield return produced.Any(one =>
                handlers.All.Any(handler =>
                    handler.MayAccept(source.Settings.Name, one with { Verification = VerificationLevel.Signature })))
                ? new ConfigurationError(
                    $"Source {source.Settings.Name}",
                    $"has no handler for its events: they are verified as {VerificationLevelText.Of(best)} at best, and every handler of "
                        + "their types requires more",
                    "Set minimumVerification where the handler is registered, and ask the provider's API before money moves.",
                    source.Settings.Name)
                : new ConfigurationError(
                    $"Source {source.Settings.Name}", $"has no handler for its events ({types})",
                    "Register one with Handle<THandler>(…), or set PayHooks__Forward__Url.", source.Settings.Name);
        }
    }

    // The provider's API confirms what reports the state of an object, if the source has a key for it.
    private static bool IsConfirmed(Source source, ProducedType produced) =>
        source.Settings.Api is { Confirm: not ApiConfirmation.Never }
        && ConfirmedFamilies.Any(family => produced.Type.StartsWith(family, StringComparison.Ordinal));
}
