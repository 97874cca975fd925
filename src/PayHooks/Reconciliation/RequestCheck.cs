using System.Globalization;
using PayHooks.Configuration;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>Checks whether a run is possible.</summary>
internal static class RequestCheck
{
    /// <summary>Returns why it is not; null if it is.</summary>
    public static ReconcileAnswer? Check(
        Source source, IProviderApi? api, ReconcileRequest request, WindowLimits limits, DateTimeOffset now)
    {
        var (name, provider) = (source.Settings.Name, source.Settings.Provider);
        if (api is null || source.Provider is null)
        {
            return Refused(source.Settings.Api is null
                ? $"The source '{name}' has no key for the provider's API. Set PayHooks__Sources__{name}__Api__Key."
                : $"PayHooks uses no API of {provider}.");
        }

        if (request.Payment is { } id)
        {
            return api.CanFind(new ApiLookup(new Subject(SubjectKind.Payment, id)))
                ? null
                : Refused($"The API of {provider} cannot look up a payment with such an id.");
        }

        if (request.Redeliver && api.Redelivery is null)
        {
            return Refused($"PayHooks cannot ask the API of {provider} to deliver again.");
        }

        if (!api.Capabilities.Lists && api.Redelivery is null)
        {
            return Refused($"The API of {provider} has no list. Look up a single payment by its id.");
        }

        var until = request.Until ?? now;
        if (request.Since >= until)
        {
            return BadWindow("since must be before until, and before now.");
        }

        return now - (request.Since ?? until) > limits.Longest
            ? BadWindow(string.Create(
                CultureInfo.InvariantCulture,
                $"since is too long ago: the provider's list and the deduplication window reach back {limits.Longest.TotalDays:0.#} days."))
            : null;
    }

    private static ReconcileAnswer Refused(string why) => new(null, ReconcileRefusal.NotPossible, why);

    private static ReconcileAnswer BadWindow(string why) => new(null, ReconcileRefusal.BadWindow, why);
}
