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

    private static IEnumerable<string> Names => Registry.All.Select(provider => provider.Name);
}
