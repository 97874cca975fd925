using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Verification;

namespace PayHooks.Hosting;

/// <summary>Finds sources whose events no registered handler accepts: they would all complete without effect.</summary>
internal static class UnhandledSources
{
    private const int MostTypes = 4;

    /// <summary>Returns a warning for each such source; none if the provider does not declare its event types.</summary>
    public static IEnumerable<ConfigurationError> Find(SourceCatalog sources, HandlerSet handlers)
    {
        foreach (var source in sources.All)
        {
            if (source.Provider?.Produces is not { Count: > 0 } produced
                || produced.Any(one => handlers.All.Any(handler => handler.MayAccept(one))))
            {
                continue;
            }

            var types = string.Join(", ", produced.Select(one => one.Type).Take(MostTypes)) + (produced.Count > MostTypes ? ", …" : "");
            var best = produced.Max(one => one.Verification);
            yield return produced.Any(one =>
                handlers.All.Any(handler => handler.MayAccept(one with { Verification = VerificationLevel.Signature })))
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
}
