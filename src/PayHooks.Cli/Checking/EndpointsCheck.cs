using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Registration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Checking;

/// <summary>Asks the providers whose API the settings have a key for about the webhook endpoints of the sources.</summary>
internal sealed class EndpointsCheck(SourceCatalog sources, TimeProvider time) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "endpoints";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        using var apis = new ProviderApiCatalog(sources);
        List<SelfCheckResult> results = [];
        foreach (var source in sources.All.Select(source => source.Settings))
        {
            if (apis.Find(source.Name)?.Endpoints is { Rules.Missing: null } api)
            {
                results.Add(await CheckAsync(source, api, cancellationToken));
            }
        }

        return results;
    }

    private async Task<SelfCheckResult> CheckAsync(SourceSettings source, IEndpointApi api, CancellationToken cancellationToken)
    {
        var name = $"endpoint of {source.Name}";
        try
        {
            var list = await ApiTimeout.RunAsync(api.ListAsync, time, cancellationToken);
            return EndpointProblem.Of(list, api.Rules, source.Name) is { } problem
                ? SelfCheckResult.Failed(name, problem, $"payhooks endpoints {source.Name} lists what the provider has.")
                : SelfCheckResult.Passed(name, "Registered at the provider, and enabled.");
        }
        catch (ProviderApiException e)
        {
            return SelfCheckResult.Unknown(name, e.Message, "Check it in the provider's dashboard.");
        }
    }
}
