using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Confirmation;

/// <summary>Looks an object up in the API of its source's provider.</summary>
internal sealed class ProviderLookup(ProviderApiCatalog apis, TimeProvider time)
{
    /// <summary>Whether the source has an API, and a key for it, that finds objects of this kind.</summary>
    public bool Finds(Source source, SubjectKind kind)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ApiOf(source)?.Capabilities.Finds.Contains(kind) == true;
    }

    /// <summary>
    /// Whether the API finds this very object. Where a provider has several APIs, an id can be that of an object which this one lacks.
    /// </summary>
    public bool Finds(Source source, ApiLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(lookup);
        return ApiOf(source)?.CanFind(lookup) == true;
    }

    /// <summary>
    /// Looks an object up; one with an id that the API does not take is not found. Failures of the API are part of the result.
    /// </summary>
    /// <param name="source">The source; see <see cref="Finds(Source, SubjectKind)"/>.</param>
    /// <param name="lookup">What to look up.</param>
    /// <param name="stopping">Cancels the request.</param>
    public async Task<LookupResult> FindAsync(Source source, ApiLookup lookup, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(lookup);
        if (!Finds(source, lookup))
        {
            return new LookupResult();
        }

        try
        {
            var api = apis.Find(source.Settings.Name)!;
            var items = await ApiTimeout.RunAsync(token => api.FindAsync(lookup, token), time, stopping);
            return new LookupResult { Found = [.. items.Select(item => Read(source, lookup, item)).OfType<ApiObject>()] };
        }
        catch (ProviderApiException e)
        {
            return new LookupResult { Failure = e.Failure, Why = e.Message, RetryAfter = e.RetryAfter };
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return new LookupResult
            {
                Failure = ApiFailure.Unavailable,
                Why = $"The request failed ({e.GetType().Name}).",
            };
        }
    }

    private IProviderApi? ApiOf(Source source) =>
        source is { Settings.Api: not null, Provider: not null } ? apis.Find(source.Settings.Name) : null;

    // Only what reports a state of the object that was asked for.
    private ApiObject? Read(Source source, ApiLookup lookup, ApiItem item)
    {
        var provider = source.Provider!;
        var facts = provider.Read(item.Body, RetainedHeaders.Reader(provider, item.Headers));
        return facts.Subject is { } subject && subject.Kind == lookup.Subject.Kind && subject.Id == lookup.Subject.Id
            && subject.Mode == lookup.Subject.Mode
            && SubjectEvent.From("", source.Settings.Name, facts, provider.Payments, VerificationLevel.Api, time.GetUtcNow()) is { } state
                ? new ApiObject(item, facts, state)
                : null;
    }
}

/// <summary>An object in its present state, as the provider's API reports it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Facts">The facts in its body.</param>
/// <param name="State">The state that it reports.</param>
internal sealed record ApiObject(ApiItem Item, EventFacts Facts, SubjectEvent State)
{
    /// <summary>The identity of the item's event; null for that of its body.</summary>
    public string? Identity => Item.HasWebhookIdentity ? null : ItemIdentity.Of(State.Subject, State.State, Facts);
}

/// <summary>The result of a lookup.</summary>
internal sealed record LookupResult
{
    /// <summary>The object: usually once, or not at all if the API does not know it.</summary>
    public IReadOnlyList<ApiObject> Found { get; init; } = [];

    /// <summary>Why the API could not be asked; null if it was.</summary>
    public ApiFailure? Failure { get; init; }

    /// <summary>The failure in a sentence or two.</summary>
    public string? Why { get; init; }

    /// <summary>How long the provider asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
