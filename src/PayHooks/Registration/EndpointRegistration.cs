using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>
/// Carries out a plan. A secret is stored before the provider sends anything that is signed with it, where the provider allows it, and
/// whatever step this process dies at, the next run finds what is left to do:
/// one that we choose is stored first, and used by the next run; one that the provider makes and shows is read again; an endpoint that is
/// still disabled gets a new one; and one that says that it is unfinished is replaced.
/// </summary>
internal sealed class EndpointRegistration(IEndpointApi api, SourceSettings source, ISecretPlace place)
{
    private readonly EndpointRules rules = api.Rules;
    private string? chosen;

    /// <summary>Carries it out.</summary>
    /// <exception cref="ProviderApiException">A request failed; the steps before it are done.</exception>
    public async Task ApplyAsync(EndpointPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        if (plan.StoresSecret || plan.StoresUrl)
        {
            await place.ProveAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        if (plan.StoresUrl)
        {
            await place.StoreUrlAsync(plan.Url, cancellationToken).ConfigureAwait(false);
        }

        foreach (var step in plan.Steps)
        {
            await (step switch
            {
                { Action: EndpointAction.Create or EndpointAction.Replace } => CreateAsync(plan, step, cancellationToken),
                { Action: EndpointAction.Change, Existing: { } existing } => ChangeAsync(plan, existing, step, cancellationToken),
                _ => Task.CompletedTask,
            }).ConfigureAwait(false);
        }

        foreach (var leftover in plan.Leftovers)
        {
            await api.DeleteAsync(leftover.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(EndpointPlan plan, EndpointStep step, CancellationToken cancellationToken)
    {
        var wanted = new EndpointChange { Url = plan.Url, Events = step.Events };
        if (rules.Secret is EndpointSecret.Chosen or EndpointSecret.None)
        {
            var secret = rules.Secret == EndpointSecret.None ? null : await ChooseAsync(plan, cancellationToken).ConfigureAwait(false);
            await api.CreateAsync(wanted with { Enabled = true, Secret = secret }, cancellationToken).ConfigureAwait(false);
            return;
        }

        var created = await api.CreateAsync(wanted with { Enabled = rules.CanStartDisabled ? false : null }, cancellationToken)
            .ConfigureAwait(false);
        var told = rules.Secret != EndpointSecret.ToldOnce ? await api.SecretAsync(created, cancellationToken).ConfigureAwait(false)
            : created.Secret ?? throw new ProviderApiException(ApiFailure.Unexpected,
                $"The API of {source.Provider} created endpoint {created.Id}, but did not tell its secret. Delete it in the dashboard.");
        await place.StoreAsync(told, cancellationToken).ConfigureAwait(false);

        // The one that it replaces goes while the new one still counts as unfinished: otherwise both could be left.
        if (step.Existing is { } old)
        {
            await api.DeleteAsync(old.Id, cancellationToken).ConfigureAwait(false);
        }

        if (rules.CanStartDisabled || rules.MarksUnfinished)
        {
            await api.UpdateAsync(created.Id, new EndpointChange { Enabled = rules.CanStartDisabled ? true : null, IsStored = true },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ChangeAsync(EndpointPlan plan, ApiEndpoint existing, EndpointStep step, CancellationToken cancellationToken)
    {
        string? secret = null;
        if (rules.Secret == EndpointSecret.Chosen && step.RenewsSecret)
        {
            secret = await ChooseAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        else if (step.StoresSecret)
        {
            await place.StoreAsync(await api.SecretAsync(existing, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }

        if (step is { Missing: [], Enables: false } && secret is null)
        {
            return;
        }

        var change = new EndpointChange
        {
            Events = step.Missing.Count > 0 ? step.Events : null,
            Enabled = step.Enables ? true : null,
            Secret = secret,
        };
        await api.UpdateAsync(existing.Id, !rules.UpdatesWhole ? change : change with
        {
            Url = plan.Url,
            Events = step.Events,
            Enabled = step.Enables ? true : existing.Enabled,
            Secret = rules.Changes.HasFlag(EndpointChanges.Secret) ? secret ?? Newest() : null,
        }, cancellationToken).ConfigureAwait(false);
    }

    // Several endpoints of a source share one secret. The first registration may have ended after it stored one: no endpoint has that.
    private async ValueTask<string> ChooseAsync(EndpointPlan plan, CancellationToken cancellationToken)
    {
        if (chosen is not null)
        {
            return chosen;
        }

        var isFirst = plan.Steps.All(step => step.Existing is null);
        var present = plan.RenewsSecret ? null : isFirst ? place.Unused : Newest();
        chosen = present ?? NewSecret.Create(rules);
        if (present is null || isFirst)
        {
            await place.StoreAsync(chosen, cancellationToken).ConfigureAwait(false);
        }

        return chosen;
    }

    private string? Newest() =>
        source.Secrets.LastOrDefault(secret => secret.IsUsable) is { } secret ? Encoding.UTF8.GetString(secret.Utf8) : null;
}
