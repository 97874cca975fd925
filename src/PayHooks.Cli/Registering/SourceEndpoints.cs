using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>A configured source with the endpoints of its provider's API.</summary>
internal sealed class SourceEndpoints : IDisposable
{
    private readonly ProviderApiCatalog apis;

    private SourceEndpoints(SourceSettings source, IEndpointApi api, ProviderApiCatalog apis) =>
        (Source, Api, this.apis) = (source, api, apis);

    /// <summary>The source.</summary>
    public SourceSettings Source { get; }

    /// <summary>The endpoints.</summary>
    public IEndpointApi Api { get; }

    /// <summary>Runs what a command does with the endpoints of a source; says what is wrong with the settings or the provider.</summary>
    /// <param name="screen">Where a problem is said.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The source.</param>
    /// <param name="run">What the command does; it returns the exit code.</param>
    public static async Task<int> UseAsync(CliConsole screen, ServerSettings settings, string name, Func<SourceEndpoints, Task<int>> run)
    {
        if (settings.Problem is not null)
        {
            return screen.Misuse(settings.Problem);
        }

        using var endpoints = Open(settings.Configuration, name, out var problem);
        if (endpoints is null)
        {
            return screen.Misuse(problem);
        }

        try
        {
            return await run(endpoints);
        }
        catch (ProviderApiException e)
        {
            return screen.Fail(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => apis.Dispose();

    // Returns null and the problem, with the fix, if the settings do not allow it.
    private static SourceEndpoints? Open(IConfiguration configuration, string name, out string problem)
    {
        var providers = new ProviderRegistry();
        var options = SettingsReader.Read(configuration, providers);
        var source = options.Sources.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        var errors = options.Errors.Where(error => string.Equals(error.Source, name, StringComparison.OrdinalIgnoreCase)).ToList();

        // A source that is registered for the first time has no secret yet.
        if ((errors.Find(error => !error.Path.Contains("__Secrets", StringComparison.Ordinal))
            ?? (source?.Api is null && configuration.GetSection($"PayHooks:Sources:{name}:Api").Exists() ? errors.FirstOrDefault() : null))
            is { } error)
        {
            problem = error.ToString();
            return null;
        }

        if (source is null)
        {
            problem = $"No source is named '{name}'. "
                + (options.Sources.Count == 0 ? "The settings name none: give their file with --config."
                    : $"The settings have: {string.Join(", ", options.Sources.Select(one => one.Name))}.");
            return null;
        }

        var catalog = new ProviderApiCatalog(new SourceCatalog(options, providers));
        problem = "";
        if (catalog.Find(source.Name)?.Endpoints is { } api)
        {
            problem = api.Rules.Missing ?? "";
            if (problem.Length == 0)
            {
                return new SourceEndpoints(source, api, catalog);
            }
        }

        problem = problem.Length > 0 ? problem : ProblemOf(source, providers);
        catalog.Dispose();
        return null;
    }

    private static string ProblemOf(SourceSettings source, ProviderRegistry providers)
    {
        if (source.Api is not null)
        {
            return $"PayHooks manages no webhook endpoints of {source.Provider} (docs/registration.md). Use the provider's dashboard.";
        }

        try
        {
            return providers.Find(source.Provider)?.Create(source).ApiForm is { } form
                ? $"PayHooks__Sources__{source.Name}__Api__Key is missing. Set it to {form.KeyForm}."
                : $"PayHooks uses no API of {source.Provider} (docs/registration.md). Use the provider's dashboard.";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
