using System.CommandLine;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary>The argument that names a provider.</summary>
internal static class ProviderArgument
{
    private static readonly ProviderRegistry Registry = new();

    /// <summary>The argument.</summary>
    public static Argument<ProviderDescriptor> Create()
    {
        var argument = new Argument<ProviderDescriptor>("PROVIDER")
        {
            Description = $"One of {string.Join(", ", Names)}", HelpName = "PROVIDER",
            CustomParser = result =>
            {
                var name = result.Tokens[0].Value;
                if (Registry.Find(name) is { } provider)
                {
                    return provider;
                }

                var meant = DidYouMean.To(name, Names) is { } near ? $" Did you mean {near}?" : "";
                result.AddError($"There is no provider '{name}'.{meant} Known: {string.Join(", ", Names)}.");
                return null;
            },
        };
        argument.CompletionSources.Add(_ => Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return argument;
    }

    /// <summary>The name that a source of this provider has by default.</summary>
    public static string DefaultSource(ProviderDescriptor provider) => provider.Name.Replace('-', '_');

    /// <summary>A source of this provider with one secret that takes nothing unsigned, or everything.</summary>
    public static SourceSettings Source(ProviderDescriptor provider, string? name, Secret? secret, bool acceptUnsigned = false) => new()
    {
        Name = name ?? DefaultSource(provider),
        Provider = provider.Name,
        Secrets = secret is null ? [] : [secret],
        AcceptUnsigned = acceptUnsigned ? provider.UnsignedKinds.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal),
    };

    private static IEnumerable<string> Names => Registry.All.Select(provider => provider.Name);
}
