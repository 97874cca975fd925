using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>
/// Compares the endpoints of a provider with the one that a source needs. An endpoint is ours if its URL is; only what differs is changed.
/// </summary>
internal sealed class EndpointPlanner(IEndpointApi api, SourceSettings source)
{
    private readonly EndpointRules rules = api.Rules;
    private readonly List<string> remarks = [];

    private bool HasSecret => source.Secrets.Any(secret => secret.IsUsable);

    // Where the provider does not show the secret of an endpoint, only the settings can have it.
    private bool IsSecretHidden => rules.Secret is EndpointSecret.Chosen or EndpointSecret.ToldOnce or EndpointSecret.Renewed;

    /// <summary>Makes a plan. Requests only what changes nothing.</summary>
    /// <param name="url">The URL to register.</param>
    /// <param name="newSecret">Whether an existing endpoint gets a new secret.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ProviderApiException">The endpoints cannot be listed.</exception>
    public async Task<EndpointPlan> PlanAsync(string url, bool newSecret, CancellationToken cancellationToken)
    {
        var all = await api.ListAsync(cancellationToken).ConfigureAwait(false);
        var ours = all.Where(endpoint => EndpointUrl.AreSame(endpoint.Url, url)).ToList();
        List<EndpointStep> steps = [];
        IEnumerable<IReadOnlyList<string>> wanted = rules.IsOnePerEvent ? rules.Events.Select(type => new[] { type }) : [rules.Events];
        foreach (var events in wanted)
        {
            var existing = ours.Where(endpoint => !endpoint.IsUnfinished && (!rules.IsOnePerEvent || Has(endpoint, events[0])))
                .OrderByDescending(endpoint => endpoint.Enabled ?? true).FirstOrDefault();
            steps.Add(existing is null
                ? new EndpointStep(EndpointAction.Create, events) { StoresSecret = rules.Secret != EndpointSecret.None }
                : await CompareAsync(existing, events, newSecret, cancellationToken).ConfigureAwait(false));
        }

        // An endpoint that is created beside others gets their secret.
        if (rules.Secret == EndpointSecret.Chosen && HasSecret && steps.Exists(step => step is { Existing: not null, RenewsSecret: false }))
        {
            steps = [.. steps.Select(step => step.Existing is null ? step with { StoresSecret = false } : step)];
        }

        // What the provider signs is the URL as it was registered.
        var registered = rules.SignsUrl ? steps.Find(step => step.Existing is not null)?.Existing!.Url ?? url : url;
        return new EndpointPlan(registered, steps)
        {
            StoresUrl = rules.SignsUrl && rules.Url != registered,
            Leftovers = [.. ours.Where(endpoint => endpoint.IsUnfinished)],
            Others = [.. all.Where(endpoint => !endpoint.IsUnfinished && !steps.Exists(step => step.Existing == endpoint)
                && (ours.Contains(endpoint) || EndpointUrl.IsOf(endpoint.Url, source.Name)))],
            Refusal = Refusal(steps, newSecret),
            Remarks = remarks,
        };
    }

    private async Task<EndpointStep> CompareAsync(
        ApiEndpoint existing, IReadOnlyList<string> events, bool newSecret, CancellationToken cancellationToken)
    {
        string[] missing = existing.Events is null ? [] : [.. events.Where(type => !Has(existing, type))];
        if (missing.Length > 0 && !rules.Changes.HasFlag(EndpointChanges.Events))
        {
            remarks.Add($"Endpoint {existing.Id} lacks event types, which the API cannot add: {string.Join(", ", missing)}. "
                + "Add them in the provider's dashboard.");
            missing = [];
        }

        var enables = existing.Enabled == false;
        if (enables && !rules.Changes.HasFlag(EndpointChanges.Enabled))
        {
            remarks.Add($"Endpoint {existing.Id} is disabled, which the API cannot change. Enable it in the provider's dashboard.");
            enables = false;
        }

        // An endpoint that is not enabled yet may be one whose registration ended before its key was stored.
        var renews = rules.Secret switch
        {
            EndpointSecret.Renewed => newSecret || enables,
            EndpointSecret.Chosen or EndpointSecret.ToldOnce => newSecret,
            _ => false,
        };
        var stores = renews || (rules.Secret == EndpointSecret.Readable
            && !IsStored(await api.SecretAsync(existing, cancellationToken).ConfigureAwait(false)));
        var replaces = renews && rules.Secret == EndpointSecret.ToldOnce;
        return new EndpointStep(
            replaces ? EndpointAction.Replace : missing.Length > 0 || enables || stores ? EndpointAction.Change : EndpointAction.None,
            existing.Events is { Count: > 0 } present ? [.. present.Union(events)] : events)
        {
            Existing = existing,
            Missing = missing,
            Enables = enables,
            StoresSecret = stores,
            RenewsSecret = renews,
        };
    }

    private string? Refusal(List<EndpointStep> steps, bool newSecret)
    {
        if (newSecret && !CanRenew)
        {
            return rules.Secret == EndpointSecret.None
                ? "An endpoint of this provider has no secret of its own, so a new one cannot be made."
                : "The API of this provider gives an endpoint no new secret. Change it in the provider's dashboard.";
        }

        return steps.Find(step => step.Existing is not null && !step.RenewsSecret && IsSecretHidden && !HasSecret) is { } step
            ? $"Endpoint {step.Existing!.Id} exists already, but the settings contain no secret of it, and the provider does not show it. "
                + $"Set PayHooks__Sources__{source.Name}__Secrets__0, or give it a new secret with --new-secret."
            : null;
    }

    private bool CanRenew => rules.Secret switch
    {
        EndpointSecret.Chosen => rules.Changes.HasFlag(EndpointChanges.Secret),
        EndpointSecret.ToldOnce => rules.Changes.HasFlag(EndpointChanges.Delete),
        EndpointSecret.Renewed => true,
        _ => false,
    };

    private bool IsStored(string secret) =>
        source.Secrets.Any(stored => stored.IsUsable && stored.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(secret)));

    private bool Has(ApiEndpoint endpoint, string type) => endpoint.Events is { } events
        && (events.Contains(type, StringComparer.Ordinal)
            || (rules.EveryEvent is { } every && events.Contains(every, StringComparer.Ordinal)));
}
