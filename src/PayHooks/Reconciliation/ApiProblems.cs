using PayHooks.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.Reconciliation;

/// <summary>The sources whose API refuses the key.</summary>
internal sealed class ApiProblems(ReconcileStore store, SourceCatalog sources, ProviderApiCatalog apis) : ISourceProblems
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> problems = new(StringComparer.Ordinal);
        if (sources.All.All(source => apis.Find(source.Settings.Name) is null))
        {
            return problems;
        }

        foreach (var (source, state) in await store.ListAsync(cancellationToken))
        {
            if (state.Problem is { } problem && apis.Find(source) is not null)
            {
                problems[source] = problem;
            }
        }

        return problems;
    }
}
