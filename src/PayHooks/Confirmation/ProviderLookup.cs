using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Confirmation;

/// <summary>Looks an object up in the API of its source's provider.</summary>
internal sealed class ProviderLookup(ProviderApiCatalog apis, TimeProvider time)
{
    /// <summary>The limit of one lookup, well below the lease of the event that waits for it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Whether the source has an API, and a key for it, that finds objects of this kind.</summary>
    public bool Finds(Source source, SubjectKind kind)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source is { Settings.Api: not null, Provider: not null }
            && apis.Find(source.Settings.Name)?.Capabilities.Finds.Contains(kind) == true;
    }

    /// <summary>Looks an object up. Failures of the API are part of the result.</summary>
    /// <param name="source">The source; see <see cref="Finds"/>.</param>
    /// <param name="lookup">What to look up.</param>
    /// <param name="stopping">Cancels the request.</param>
    public async Task<LookupResult> FindAsync(Source source, ApiLookup lookup, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(lookup);
        using var limit = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            var items = await apis.Find(source.Settings.Name)!.FindAsync(lookup, linked.Token).WaitAsync(linked.Token);
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
                Why = limit.IsCancellationRequested
                    ? $"It did not answer within {Limit.TotalSeconds} seconds."
                    : $"The request failed ({e.GetType().Name}).",
            };
        }
    }

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
internal sealed record ApiObject(ApiItem Item, EventFacts Facts, SubjectEvent State);

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
